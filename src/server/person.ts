import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { isSubject, readClaims } from '../protocol/claims.js'
import type { Tokens } from '../protocol/grants.js'
import { request } from '../protocol/request.js'
import { readProviderProfile } from '../providers/profile.js'
import type { Provider } from '../providers/provider.js'
import type { Call } from './call.js'
import type { Claims } from './session-cookie.js'

type Fields = Readonly<Record<string, string>>

const endpoint = 'profile endpoint'

/**
 * The person that the tokens are for: the claims of the ID Token, and those that the provider's profile adds
 * about the same person.
 */
export async function readPerson(
  call: Call,
  { accessToken, claims }: Tokens,
  fields: Fields,
): Promise<Claims> {
  const { profile, callbackClaims } = call.provider.provider
  const { server, network } = await call.protocolDeps()
  const known = withFields(claims, callbackClaims, fields)
  const found = profile && (await readProviderProfile(profile)({ claims: known, server, fetchJson }))
  const person = readClaims({ ...known, ...found })
  const { sub } = person
  // OpenID Connect Core, section 5.3.2.
  if (!isSubject(sub) || (claims?.sub && sub !== claims.sub)) throw await malformed()
  return { ...person, sub }

  async function fetchJson(url: string, given?: RequestInit): Promise<unknown> {
    const init = own(given)
    const headers = new Headers({
      accept: 'application/json',
      'user-agent': 'hallpass',
      ...Object(init.headers),
    })
    headers.set('authorization', `Bearer ${accessToken.value}`)
    const response = await request(network, endpoint, url, { ...init, headers }, parseJson)
    if (!response.ok) throw await malformed(response.status)
    return response.json()
  }
}

function malformed(status?: number) {
  return new AuthError('invalid-response', { endpoint, problem: 'malformed', ...(status && { status }) })
}

// Some APIs answer with a list: GitHub with the person's e-mail addresses.
function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/**
 * The claims that the browser has posted about its own person (Apple sends the name so, once). Those of the
 * provider win over them. An e-mail address is not believed from there, since anybody could write one.
 */
function withFields(
  claims: Tokens['claims'],
  callbackClaims: Provider['callbackClaims'],
  fields: Fields,
): Tokens['claims'] {
  if (!claims || !callbackClaims) return claims
  const { email: _, email_verified: __, ...other } = callbackClaims(fields)
  return { ...other, ...claims }
}
