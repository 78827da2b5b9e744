import type { Grant } from './grants.js'
import { post } from './request.js'

/** Tells the server that a token is no longer needed (RFC 7009). Does nothing where the server cannot be told. */
export async function revoke(
  { server, clientId, network, dialect }: Grant,
  token: string,
  hint: string,
): Promise<void> {
  const url = server.revocation_endpoint
  // A token that is unknown there is as good as revoked; the body says nothing (RFC 7009, section 2.2).
  const form = { client_id: clientId, token, token_type_hint: hint }
  if (url) await post(network, 'revocation endpoint', url, form, dialect)
}
