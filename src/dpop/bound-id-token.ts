import { own } from '../own.js'
import { idTokenRejected } from '../protocol/failure.js'
import { hash } from '../protocol/hash.js'
import { decodePart } from '../protocol/id-token.js'

/**
 * Refuses an ID Token that is bound to another key than the one with this thumbprint (OpenID Connect Key
 * Binding: the type is `dpop+id_token`, and `cnf.jwk` is the key). An ID Token of the usual type is bound to
 * none.
 */
export async function checkBoundIdToken(idToken: string, jkt: string | undefined): Promise<void> {
  const { typ } = decodePart(idToken, 0)
  if (!/^(application\/)?dpop\+id_token$/i.test(String(typ))) return
  const { cnf } = own(decodePart(idToken, 1))
  const { jwk } = own(Object(cnf))
  const { crv, kty, x, y } = own(Object(jwk))
  // The members of the thumbprint, in its order (RFC 7638, section 3.2).
  if (!jkt || (await hash(256, JSON.stringify({ crv, kty, x, y }))) !== jkt) throw idTokenRejected('cnf')
}
