import { own } from '../own.js'
import { checkedMetadata, type ServerMetadata } from '../protocol/metadata.js'
import type { Provider } from '../providers/provider.js'

/**
 * The metadata of a provider whose description contains it. The revocation endpoint is left out where it
 * follows neither RFC 7009 nor the provider's dialect.
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
