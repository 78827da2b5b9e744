import type { IDToken } from 'oauth4webapi'
import type { EpochMs } from '../clock.js'
import { isSubject } from './claims.js'
import { hash } from './hash.js'
import { isShallow } from './shallow.js'

/** Clocks differ: this much is forgiven. */
export const clockToleranceSeconds = 60

/**
 * What oauth4webapi leaves to its caller: `at_hash` where there is one (OpenID Connect Core, section 3.1.3.8), an `iat` from
 * the future, an `azp` beside a single audience, and other kinds of JWT in the place of an ID Token (RFC 8725, section 3.11).
 */
export async function checkIdToken(
  idToken: string,
  claims: IDToken,
  clientId: string,
  accessToken: string,
  now: EpochMs,
): Promise<void> {
  const { typ, alg } = decodePart(idToken, 0)
  const aheadMs = now - claims.iat * 1000
  if (/^(application\/)?(at|dpop|logout)\+jwt$/i.test(String(typ))) await reject('typ')
  if (!isSubject(claims.sub)) await reject('sub')
  for (const [name, value] of Object.entries(claims)) if (!isShallow(value)) await reject(name)
  if (claims.azp !== undefined && claims.azp !== clientId) await reject('azp')
  if (!Number.isFinite(claims.exp)) await reject('exp')
  if (!(aheadMs >= -clockToleranceSeconds * 1000)) await reject('iat', aheadMs)
  if (claims.at_hash !== undefined && claims.at_hash !== (await leftHalfHash(String(alg), accessToken)))
    await reject('at_hash')
}

/**
 * An ID Token that comes with a renewal is about the same person, the same login and the same client (OpenID Connect Core,
 * section 12.2); `aud` and `azp` were compared with the client id already.
 */
export async function checkContinuity(
  claims: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const name of ['iss', 'sub', 'auth_time', 'nonce']) {
    const is = claims[name]
    const optional = name.includes('_') || name === 'nonce'
    if (is !== before[name] && !(optional && (is === undefined || before[name] === undefined))) await reject(name)
  }
}

/** How far this device's clock is ahead of the one that issued this ID Token just now, where it is more than clocks differ. */
export function readClockOff(idToken: unknown, now: EpochMs): number {
  const offMs = now - Number(decodePart(String(idToken), 1).iat) * 1000
  return Math.abs(offMs) > clockToleranceSeconds * 1000 ? offMs : 0
}

async function reject(claim: string, clockOffMs?: number): Promise<never> {
  const { idTokenRejected } = await import('./failure.js')
  throw await idTokenRejected(claim, clockOffMs)
}

/** Read, not checked. */
export function decodePart(token: string, part: number): Record<string, unknown> {
  try {
    const bytes = atob(token.split('.')[part]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0))))
  } catch {
    return {}
  }
}

function leftHalfHash(algorithm: string, text: string): Promise<string> {
  const bits = algorithm.startsWith('Ed') ? 512 : Number(algorithm.slice(-3))
  return hash(bits, text, bits / 16)
}
