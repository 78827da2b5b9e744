import { explained } from '../errors.js'
import type { Tokens } from '../protocol/grants.js'
import { request } from '../protocol/request.js'
import { readProviderProfile } from '../providers/profile.js'
import type { Call } from './call.js'
import type { Claims } from './session-cookie.js'

const endpoint = 'profile endpoint'

/** Who the tokens are for: the ID Token's word, and what the provider's profile adds about the same person. */
export async function readPerson(call: Call, { accessToken, claims }: Tokens, user: string | null): Promise<Claims> {
  const { profile, responseMode } = call.provider.provider
  const { server, network } = await call.grant()
  const known = responseMode === 'form_post' ? withName(claims, user) : claims
  const found = profile && (await readProviderProfile(profile)({ claims: known, server, fetchJson }))
  const person = { ...known, ...found }
  const { sub } = person
  // OpenID Connect Core, section 5.3.2.
  if (typeof sub !== 'string' || !sub || (claims?.sub && sub !== claims.sub)) throw await malformed()
  return { ...person, sub }

  async function fetchJson(url: string, init: RequestInit = {}): Promise<unknown> {
    const headers = new Headers({ accept: 'application/json', 'user-agent': 'hallpass', ...Object(init.headers) })
    headers.set('authorization', `Bearer ${accessToken.value}`)
    const response = await request(network, endpoint, url, { ...init, headers }, parseJson)
    if (!response.ok) throw await malformed(response.status)
    return response.json()
  }
}

function malformed(status?: number) {
  return explained('invalid-response', { endpoint, problem: 'malformed', ...(status && { status }) })
}

// Some say a list: GitHub its e-mail addresses.
function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/**
 * Apple tells the name once, in the form that the browser posts (Sign in with Apple JS, "user"). It is what the browser says of its own person: the
 * name is all that is taken from it, and no e-mail address.
 */
function withName(claims: Tokens['claims'], user: string | null): Tokens['claims'] {
  const said = parseJson(user ?? undefined) as { name?: { firstName?: unknown; lastName?: unknown } } | undefined
  const parts = [said?.name?.firstName, said?.name?.lastName].filter((part) => typeof part === 'string')
  const name = parts.join(' ').trim().slice(0, 200)
  return claims && name && !claims.name ? { ...claims, name } : claims
}
