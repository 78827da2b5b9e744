import type { IDToken } from 'oauth4webapi'
import type { EpochMs } from '../clock.js'
import { isSubject } from './claims.js'
import { idTokenRejected } from './failure.js'
import { hash } from './hash.js'
import { isShallow } from './is-shallow.js'

/** Clocks differ, so a difference of this many seconds is accepted. */
export const clockToleranceSeconds = 60

/** JWTs that are no ID Tokens, whoever signed them. */
const otherKinds = /^(application\/)?(at|dpop|logout)\+jwt$/i
/** And ID Tokens that are bound to a key (OpenID Connect Key Binding). */
const otherAndBoundKinds = /^(application\/)?(at|dpop|logout)\+(jwt|id_token)$/i

/**
 * Checks what oauth4webapi leaves to its caller: `at_hash` where there is one (OpenID Connect Core, section
 * 3.1.3.8), an `iat` from the future, an `azp` beside a single audience, and other kinds of JWT in the place
 * of an ID Token (RFC 8725, section 3.11).
 *
 * @param proves `true`: the client's `Prover` has checked which key an ID Token is bound to.
 */
export async function checkIdToken(
  idToken: string,
  claims: IDToken,
  clientId: string,
  accessToken: string,
  now: EpochMs,
  proves: boolean,
): Promise<void> {
  const { typ, alg } = decodePart(idToken, 0)
  const aheadMs = now - claims.iat * 1000
  if ((proves ? otherKinds : otherAndBoundKinds).test(String(typ))) reject('typ')
  if (!isSubject(claims.sub)) reject('sub')
  for (const [name, value] of Object.entries(claims)) if (!isShallow(value)) reject(name)
  if (claims.azp !== undefined && claims.azp !== clientId) reject('azp')
  if (!Number.isFinite(claims.exp)) reject('exp')
  if (!(aheadMs >= -clockToleranceSeconds * 1000)) reject('iat', aheadMs)
  if (claims.at_hash !== undefined && claims.at_hash !== (await leftHalfHash(String(alg), accessToken)))
    reject('at_hash')
}

/**
 * The claims of a renewal's ID Token, which must be about the same person at the same issuer (OpenID Connect
 * Core, section 12.2); `aud` and `azp` were compared with the client id already. `auth_time` and `nonce`
 * should be those of the login as well, but some servers send those of the person's newest login, made in
 * another tab. The known values then stay, and `unlike` names the claims.
 */
export function continueClaims<Known extends Readonly<Record<string, unknown>>>(
  claims: Known,
  before: Readonly<Record<string, unknown>>,
): { readonly claims: Known; readonly unlike?: readonly string[] } {
  for (const name of ['iss', 'sub']) if (claims[name] !== before[name]) reject(name)
  const unlike = ['auth_time', 'nonce'].filter((name) => {
    const known = before[name]
    return known !== undefined && claims[name] !== undefined && claims[name] !== known
  })
  if (!unlike.length) return { claims }
  return { claims: { ...claims, ...Object.fromEntries(unlike.map((name) => [name, before[name]])) }, unlike }
}

/**
 * How many milliseconds this device's clock is ahead of the clock by which this ID Token was just issued; 0
 * where the difference is within the tolerance.
 */
export function readClockOff(idToken: unknown, now: EpochMs): number {
  const offMs = now - Number(decodePart(String(idToken), 1).iat) * 1000
  return Math.abs(offMs) > clockToleranceSeconds * 1000 ? offMs : 0
}

function reject(claim: string, clockOffMs?: number): never {
  throw idTokenRejected(claim, clockOffMs)
}

/** Decodes one part of a JWT, without checking it. */
export function decodePart(token: string, part: number): Record<string, unknown> {
  try {
    // A part that is missing throws here, as one that cannot be decoded does.
    const text = token.split('.')[part] as string
    const bytes = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
    return Object(
      JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))),
    )
  } catch {
    return {}
  }
}

function leftHalfHash(algorithm: string, text: string): Promise<string> {
  const bits = algorithm.startsWith('Ed') ? 512 : Number(algorithm.slice(-3))
  return hash(bits, text, bits / 16)
}
