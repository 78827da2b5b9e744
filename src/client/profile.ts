import { AuthError, isAuthError } from '../errors.js'
import { own } from '../own.js'
import { isSubject, readClaims } from '../protocol/claims.js'
import type { Tokens } from '../protocol/grants.js'
import { isShallow } from '../protocol/is-shallow.js'
import type { request } from '../protocol/request.js'
import type { IdentifiedClaims } from '../session/record.js'
import type { Context } from './context.js'
import type { ClientOptions } from './options.js'

const endpoint = 'profile endpoint'

/**
 * Asks the option `profile` who the person is that the tokens are for. Its claims are accepted only where
 * they are about the person of the ID Token.
 */
export async function readProfile<User>(
  context: Context<User>,
  { accessToken, claims }: Tokens,
  profile: NonNullable<ClientOptions<User>['profile']>,
  sendRequest: typeof request,
): Promise<IdentifiedClaims> {
  const { server, network, prover } = await context.protocolDeps()

  async function askApp(): Promise<IdentifiedClaims> {
    try {
      return await profile({ accessToken: accessToken.value, claims, server, fetchJson })
    } catch (error) {
      // Any other error is replaced, since it may contain a token.
      throw isAuthError(error) ? error : await malformed()
    }
  }

  async function fetchJson(url: string, given?: RequestInit): Promise<unknown> {
    const init = own(given)
    const { value, jkt } = accessToken
    const { method = 'GET' } = init
    const headers = new Headers(init.headers)
    if (!headers.has('accept')) headers.set('accept', 'application/json')
    const send = (proof?: { readonly dpop: string }): Promise<Response> => {
      headers.set('authorization', `${proof ? 'DPoP' : 'Bearer'} ${value}`)
      if (proof) headers.set('dpop', proof.dpop)
      return sendRequest(network, endpoint, url, { ...init, headers }, parseJson)
    }
    const response = await (prover && jkt
      ? prover.send({ role: 'api', method, url }, { jkt, value }, send)
      : send())
    if (!response.ok) throw await malformed(response.status)
    return response.json()
  }

  const found = await asJson(await askApp())
  if (!isSubject(found.sub)) throw await malformed(undefined, 'it has no sub of 1 to 255 ASCII characters')
  if (claims?.sub && found.sub !== claims.sub) {
    throw await malformed(undefined, 'it is about another person than the ID Token')
  }
  return readClaims({ ...claims, ...found })
}

/** The claims as JSON, which is all that can be stored: no functions and no circular references. */
async function asJson(found: IdentifiedClaims): Promise<IdentifiedClaims> {
  try {
    if (isShallow(found)) return own(JSON.parse(JSON.stringify(found ?? {})))
  } catch {
    // `JSON.stringify` throws, for example for a BigInt.
  }
  throw await malformed(undefined, 'it is no JSON, or nested too deeply')
}

function malformed(status?: number, reason?: string) {
  return new AuthError('invalid-response', {
    endpoint,
    problem: 'malformed',
    ...(status && { status }),
    ...(reason && { reason }),
  })
}

// Some APIs answer with a list: GitHub with the person's e-mail addresses.
function parseJson(text: string | undefined): unknown {
  try {
    // A refusal may have no body.
    return JSON.parse(text || '{}')
  } catch {
    return undefined
  }
}
