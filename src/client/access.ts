import { explained } from '../errors.js'
import { own } from '../own.js'
import { ownerOf, type StoredToken } from '../session/record.js'
import type { RenewalRequest } from '../session/renewal.js'
import type { Context } from './context.js'

export interface TokenRequest {
  readonly resource?: string
  readonly rejected?: string
  /** Only this person's (`ownerOf`): a call that one made is not sent as another. */
  readonly person?: string | undefined
  readonly signal?: AbortSignal
}

/** A token that was fetched for a refusal and is refused within this time: the API means something else. */
const refusedAgainWithinMs = 60_000

/** Who asks for a token gets one that is good now, without waiting for anything; or waits for the one renewal there is. */
export async function accessToken<User>(
  { current, age, lifetime }: Context<User>,
  asked: TokenRequest,
  renew: (request: RenewalRequest) => Promise<StoredToken>,
): Promise<StoredToken> {
  const { resource = '', rejected, person, signal } = own(asked)
  signal?.throwIfAborted()
  const began = current.record()
  const owner = began && ownerOf(began)
  if (!owner || (person ?? owner) !== owner) throw await explained('signed-out', {})
  const { renewable } = began
  const worn = began.tokens[resource]
  if (worn && worn.value !== rejected) {
    const life = lifetime(worn, renewable)
    // Whom it concerns is told by the session.
    if (life === 'stale' && renewable) renew({ resource, worn, began }).catch(() => {})
    if (life !== 'expired') return worn
  } else if (worn?.afterRejection && age(worn, true) < refusedAgainWithinMs) {
    return worn
  }
  const renewing = renew({ resource, worn, began, rejected: !!worn && worn.value === rejected })
  const token = await (signal ? Promise.race([renewing, aborted(signal)]) : renewing)
  const now = current.record()
  if (!now || ownerOf(now) !== owner) throw await explained('signed-out', {})
  return token
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
