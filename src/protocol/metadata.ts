import type { AuthorizationServer } from 'oauth4webapi'
import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { printable } from '../printable.js'
import type { Dialect } from './dialect.js'
import { discoveryFailure } from './failure.js'
import { type Network, request } from './request.js'
import { isSecureUrl } from './secure-url.js'

/**
 * What a server says about itself (RFC 8414; OpenID Connect Discovery), or what an app says about the server.
 */
export type ServerMetadata = AuthorizationServer

const endpoint = 'discovery document'

/** Asks the issuer for its metadata: for OpenID Connect's document first, then for RFC 8414's. */
export async function discover(
  issuer: string,
  network: Network,
  accepts?: Dialect['acceptsEndpoint'],
): Promise<ServerMetadata> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const urls = [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
  const failures: AuthError[] = []
  for (const url of urls) {
    try {
      const response = await request(network, endpoint, url)
      const { ok, status } = response
      if (!ok) throw new AuthError('invalid-response', { endpoint, problem: 'malformed', status })
      return checkedMetadata(await response.json(), issuer, { source: url, accepts })
    } catch (error) {
      failures.push(error as AuthError)
      // A `network` error does not end the search: a missing document often lacks CORS headers as well, and
      // then looks like no answer at all.
      if ((error as AuthError).code === 'timeout') break
    }
  }
  throw discoveryFailure(urls, failures)
}

/**
 * Refuses metadata that would send a person, a code or a token somewhere they must not go. `source`: the URL
 * that the metadata came from; absent where the metadata is an option of the client.
 */
export function checkedMetadata(
  given: ServerMetadata,
  issuer: string,
  {
    source,
    accepts = () => true,
  }: { readonly source?: string; readonly accepts?: Dialect['acceptsEndpoint'] } = {},
): ServerMetadata {
  const metadata = own(given)
  const unusable = (reason: string, about?: string): AuthError =>
    new AuthError('configuration', {
      option: 'issuer',
      reason: about === undefined ? reason : `${reason}: ${printable(about)}`,
      ...(source && { urls: [printable(source, 400)] }),
    })
  if (typeof metadata.issuer !== 'string') throw unusable('no-issuer')
  // The issuers are compared code point by code point (RFC 8414, sections 3.3 and 4), since `iss` is compared
  // with this text later.
  if (metadata.issuer !== issuer) throw unusable('other-issuer', metadata.issuer)
  for (const [name, value] of Object.entries(metadata)) {
    if (!/_endpoint$|^jwks_uri$/.test(name)) continue
    if (!isSecureUrl(value)) throw unusable('insecure-endpoint', name)
    if (!accepts(String(value))) throw unusable('private-endpoint', name)
  }
  if (!metadata.authorization_endpoint || !metadata.token_endpoint) throw unusable('no-endpoint')
  // A client without a secret has nothing to check an HMAC with (OpenID Connect Core, section 3.1.3.7, number
  // 8).
  const supported: unknown = metadata.id_token_signing_alg_values_supported
  const algorithms = Array.isArray(supported) && supported.filter((name) => !/^(HS|none)/.test(name))
  return own({ ...metadata, ...(algorithms && { id_token_signing_alg_values_supported: algorithms }) })
}
