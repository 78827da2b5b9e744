import { own } from '../own.js'
import { checkedMetadata, type ServerMetadata } from '../protocol/metadata.js'
import type { Provider } from '../providers/provider.js'

/**
 * A provider's metadata, where its description has it; a revocation endpoint only where it is one of RFC 7009
 * or of its dialect.
 */
export function metadataOf({
  issuer,
  endpoints,
  issMode,
  revoke,
  endSession,
}: Provider): ServerMetadata | undefined {
  if (!endpoints) return undefined
  const { authorization, token, userinfo, revocation, jwks, endSession: signOut } = own(endpoints)
  return checkedMetadata(
    {
      issuer,
      authorization_endpoint: authorization,
      token_endpoint: token,
      ...(issMode === 'required' && { authorization_response_iss_parameter_supported: true }),
      ...(userinfo && { userinfo_endpoint: userinfo }),
      ...(jwks && { jwks_uri: jwks }),
      ...(revocation &&
        (revoke === 'rfc7009' || revoke === 'dialect') && { revocation_endpoint: revocation }),
      ...(signOut && endSession !== 'none' && { end_session_endpoint: signOut }),
    },
    issuer,
  )
}
