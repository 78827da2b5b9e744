import type { Signatures } from 'hallpass'
import { own } from '../own.js'
import { createSignatures, type SignatureOptions } from '../protocol/signatures.js'

export type { SignatureOptions } from '../protocol/signatures.js'

/**
 * Verifies the signature of each ID Token with the keys that the server publishes (`jwks_uri`). The keys are
 * fetched with a login and with a renewal, five minutes apart at most, and once a minute at most for a key that
 * is not among them. A signature that does not fit is refused with `id-token-rejected`; keys that cannot be had
 * refuse the login with `network`, `timeout`, `server-unavailable` or `invalid-response`.
 *
 * @example
 * const auth = createClient({ issuer, clientId, apis, signatures: verifySignatures() })
 */
export function verifySignatures(options: SignatureOptions = {}): Signatures {
  return createSignatures(own(options), false)
}

/**
 * The same, and the answer to each login has to be signed as well (JWT Secured Authorization Response Mode,
 * JARM): the client asks for `response_mode=jwt`, and refuses every other answer with `callback-rejected`.
 *
 * @example
 * const auth = createClient({ issuer, clientId, apis, signatures: signedResponses() })
 */
export function signedResponses(options: SignatureOptions = {}): Signatures {
  return createSignatures(own(options), true)
}
