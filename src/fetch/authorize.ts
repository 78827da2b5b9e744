import { AuthError, type AuthErrorDetails } from '../errors.js'
import type { StoredToken } from '../session/record.js'
import type { AuthFetchDeps, AuthorizedCall, Call, UnsentCall } from './call.js'
import { createRefusals } from './refusals.js'
import { withoutQuery } from './without-query.js'

/**
 * Decides which headers go along with a call, and understands the answers. `auth.fetch` is built on it, and
 * so is `authorizeCall`. Rejects with `target-not-allowed` for a call that may not have a token.
 */
export type Authorize = (call: UnsentCall) => Promise<AuthorizedCall>

export function createAuthorize(deps: AuthFetchDeps): Authorize {
  const refusals = createRefusals(deps)

  return async ({ url, method, signal, mode, headers }) => {
    const target = deps.find(url)
    if (!target) throw notAllowed(url, 'not-listed')
    if (mode === 'no-cors') throw notAllowed(url, 'no-cors')
    const proofs = target.dpop ? deps.prover?.begin({ role: 'api', method, url }) : undefined
    if (headers?.has('authorization') || (proofs && headers?.has('dpop')))
      throw notAllowed(url, 'own-authorization')

    // Within one origin a redirect keeps the `Authorization` header, and could lead out of the path that is
    // listed. On the way to another origin the browser drops that header (Fetch, HTTP-redirect fetch), but
    // not a proof. So such calls follow no redirect.
    const redirect = target.path || proofs ? 'manual' : 'follow'
    const token = await deps.token({ tokenKey: target.tokenKey, signal })
    const call: Call = { method, url, target, signal, person: deps.person(), proofs, done: new Set() }
    return authorized(token)

    async function authorized(token: StoredToken): Promise<AuthorizedCall> {
      const { value, jkt } = token
      const proof = jkt && (await proofs?.next({ jkt, value }))
      return {
        headers: { authorization: `${proof ? 'DPoP' : 'Bearer'} ${value}`, ...(proof && { dpop: proof }) },
        redirect,
        async answered(answer) {
          // The call was redirected to another place without the token, so the answer says nothing about the
          // token, and its nonce is not for this API.
          if (answer.url && deps.find(new URL(answer.url, url).href) !== target) return undefined
          proofs?.learn(answer)
          if (answer.status < 400) refusals.noteAccepted(call, token)
          if (answer.status !== 401 && answer.status !== 403) return undefined
          const next = await refusals.nextToken(call, token, answer)
          return next && authorized(next)
        },
      }
    }
  }
}

export function notAllowed(url: string, reason: AuthErrorDetails['target-not-allowed']['reason']): AuthError {
  return new AuthError('target-not-allowed', { url: withoutQuery(url), reason })
}
