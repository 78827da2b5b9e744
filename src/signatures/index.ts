import type { Signatures } from 'hallpass'
import { own } from '../own.js'
import { createSignatures, type SignatureOptions, verifySignedAnswer } from '../protocol/signatures.js'

export type { SignatureOptions } from '../protocol/signatures.js'

/**
 * Verifies the signature of each ID Token with the keys that the server publishes (`jwks_uri`). The keys are
 * fetched before a login's code or a refresh token is used, and are good for five minutes; a key that is not
 * among them has them fetched again, once a minute at most. A signature that does not fit is refused with
 * `id-token-rejected`; where the keys cannot be had, the login fails with `network`, `timeout`,
 * `server-unavailable` or `invalid-response`.
 *
 * @example
 * const auth = createClient({ issuer, clientId, apis, signatures: verifySignatures() })
 */
export function verifySignatures(options: SignatureOptions = {}): Signatures {
  return createSignatures(own(options))
}

/**
 * The same, and the answer to each login has to be signed as well (JWT Secured Authorization Response Mode,
 * JARM): the client asks for `response_mode=jwt`, and refuses every other answer with `callback-rejected`.
 *
 * @example
 * const auth = createClient({ issuer, clientId, apis, signatures: signedResponses() })
 */
export function signedResponses(options: SignatureOptions = {}): Signatures {
  return createSignatures(own(options), verifySignedAnswer)
}
