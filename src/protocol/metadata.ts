import type { AuthorizationServer } from 'oauth4webapi'
import { AuthError, isAuthError } from '../errors.js'
import type { Dialect } from './dialect.js'
import { type Network, request } from './request.js'
import { isSecureUrl } from './secure-url.js'

/** What a server says of itself (RFC 8414; OpenID Connect Discovery), or what you say of it. */
export type ServerMetadata = AuthorizationServer

/** Asks the issuer: for OpenID Connect's document first, then for RFC 8414's. */
export async function discover(
  issuer: string,
  network: Network,
  accepts?: Dialect['acceptsEndpoint'],
): Promise<ServerMetadata> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const ask = async (url: string): Promise<ServerMetadata> =>
    checkedMetadata(await (await request(network, 'discovery document', url)).json(), issuer, accepts)
  try {
    return await ask(`${origin}${path}/.well-known/openid-configuration`)
  } catch (error) {
    // Not `network`: a missing document often lacks CORS headers as well, and looks like no answer at all.
    if (isAuthError(error, 'timeout')) throw error
    return ask(`${origin}/.well-known/oauth-authorization-server${path}`).catch(() => {
      throw error
    })
  }
}

/** Refuses metadata that would send a person, a code or a token somewhere they must not go. */
export function checkedMetadata(
  metadata: ServerMetadata,
  issuer: string,
  accepts: Dialect['acceptsEndpoint'] = () => true,
): ServerMetadata {
  if (typeof metadata.issuer !== 'string')
    throw unusable(
      issuer,
      'has no metadata at /.well-known/openid-configuration. Look at it again, realm or tenant included',
    )
  // Code point by code point (RFC 8414, sections 3.3 and 4): this text is what `iss` is compared with later.
  if (metadata.issuer !== issuer)
    throw unusable(issuer, `is the metadata of '${metadata.issuer}'. If that is yours, write it exactly so`)
  for (const [name, value] of Object.entries(metadata)) {
    if (!/_endpoint$|^jwks_uri$/.test(name)) continue
    if (!isSecureUrl(value)) throw unusable(issuer, `has a ${name} that is not an https: URL`)
    if (!accepts(String(value)))
      throw unusable(issuer, `has a ${name} that is on no public host, or on this page's own`)
  }
  if (!metadata.authorization_endpoint || !metadata.token_endpoint)
    throw unusable(issuer, 'lacks an authorization or a token endpoint')
  // A client without a secret has nothing to check an HMAC with (OpenID Connect Core, section 3.1.3.7, number 8).
  const supported: unknown = metadata.id_token_signing_alg_values_supported
  const algorithms = Array.isArray(supported) && supported.filter((name) => !/^(HS|none)/.test(name))
  return { ...metadata, ...(algorithms && { id_token_signing_alg_values_supported: algorithms }) }
}

function unusable(issuer: string, what: string): AuthError {
  return new AuthError('configuration', { option: 'issuer' }, `issuer: ${issuer} ${what}.`)
}
