import { type AuthError, type AuthErrorDetails, explained } from '../errors.js'
import type { StoredToken } from '../session/record.js'
import { findTarget, type Target } from './targets.js'

export interface AuthFetchWorld {
  readonly fetch: typeof fetch
  readonly targets: () => readonly Target[]
  /** What happens to a request whose URL is in no `apis`. */
  readonly elsewhere: 'refuse' | 'plain'
  readonly token: (request: { resource: string; rejected?: string; signal: AbortSignal }) => Promise<StoredToken>
}

/** `fetch` with a token for the APIs that may have one. Decided once, on the very `Request` that is sent. */
export function createAuthFetch(world: AuthFetchWorld): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const { url, method, signal, headers } = request
    const target = findTarget(world.targets(), url)
    if (!target && world.elsewhere === 'plain') return world.fetch(request)
    if (!target) throw await refusal('not-listed')
    if (request.mode === 'no-cors') throw await refusal('no-cors')
    if (headers.has('authorization')) throw await refusal('own-authorization')

    const { resource } = target
    // A stream is read once; any other body is shared by the copy.
    const once = init?.body instanceof ReadableStream
    const spare = /^(GET|HEAD)$/.test(method) || once ? request : request.clone()
    const token = await world.token({ resource, signal })
    const response = await send(request, token)
    if (response.status !== 401) return response
    const fresh = await world.token({ resource, signal, rejected: token.value })
    // The token is as new as it gets, and the API refuses it: that is the API's answer.
    if (fresh.value === token.value) return response
    if (once) throw await explained('body-not-replayable', { url: withoutQuery(url), status: 401 })
    await response.body?.cancel()
    return send(spare, fresh)

    async function send(request: Request, token: StoredToken): Promise<Response> {
      // Within one origin a redirect keeps the header, and could lead out of the path that is listed. On the way to another
      // origin the browser drops it (Fetch, HTTP-redirect fetch).
      const redirect = target?.path && request.redirect === 'follow' ? 'manual' : request.redirect
      // A copy, since a second send starts from a request without the header.
      const sent = new Request(request, { redirect })
      sent.headers.set('authorization', `Bearer ${token.value}`)
      const response = await world.fetch(sent)
      if (redirect !== request.redirect && response.type === 'opaqueredirect') throw await refusal('redirect')
      return response
    }

    function refusal(reason: AuthErrorDetails['target-not-allowed']['reason']): Promise<AuthError> {
      return explained('target-not-allowed', { url: withoutQuery(url), reason })
    }
  }
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*/s, '')
}
