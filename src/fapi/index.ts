import type { ClientOptions, Dpop, ServerMetadata, Signatures } from 'hallpass'
import { AuthError } from '../errors.js'
import { asApi } from '../fetch/targets.js'
import { own } from '../own.js'
import { createSignatures } from '../protocol/signatures.js'

/** What `fapi2` takes: the options of `createClient` that the profile leaves open. */
export interface Fapi2Options<User> extends Omit<ClientOptions<User>, 'server' | 'dialect' | 'pushed'> {
  /** Where the authorization server sends people back to, exactly as it is registered there. */
  readonly redirectUri: string
  /** `dpop()`, from `hallpass/dpop`: each token is bound to a key. */
  readonly dpop: Dpop
  /**
   * `signedResponses()`, from `hallpass/signatures`, for FAPI 2.0 Message Signing. Default: the signatures of
   * ID Tokens alone are verified.
   */
  readonly signatures?: Signatures
}

/** FAPI 2.0 Security Profile, section 5.4.1. */
const algorithms: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/**
 * The options of a client that keeps to the FAPI 2.0 Security Profile as far as a page can: the request is
 * pushed (RFC 9126), tokens are bound to a key (RFC 9449), the answer says which server sent it (RFC 9207),
 * and the signature of each ID Token is verified. A server that does not offer all of that is refused with
 * `configuration` before anybody leaves for it. A page can keep no secret, so it cannot authenticate itself
 * as the profile asks of clients: where that is needed, use a server part.
 *
 * @throws {AuthError} `configuration`, for an option that the profile does not allow.
 * @example
 * const auth = createClient(fapi2({ issuer, clientId, redirectUri, apis, dpop: dpop() }))
 */
export function fapi2<User>(options: Fapi2Options<User>): ClientOptions<User> {
  const given = own(options) as Fapi2Options<User> & ClientOptions<User>
  const { redirectUri, signatures = createSignatures({ algorithms }), apis = [] } = given
  for (const name of ['server', 'dialect', 'pushed'] as const)
    if (given[name] !== undefined) throw refused(name, 'the profile leaves no choice here; leave it out')
  if (!redirectUri) throw refused('redirectUri', 'write the one that is registered, to the letter')
  const dpop = own(given.dpop)
  if (!dpop.createProver || !dpop.required) throw refused('dpop', "write dpop(), from 'hallpass/dpop'")
  if (apis.some((api) => asApi(api).dpop === false))
    throw refused('apis', 'each API takes tokens with a proof only')
  return { ...given, signatures, pushed: true, dpop: checkingServers(dpop) }
}

/** Looks at the server where a login makes its key, which is before anything is sent. */
function checkingServers(dpop: Dpop): Dpop {
  return {
    required: true,
    createProver(client) {
      const prover = dpop.createProver(client)
      return own({
        ...prover,
        async createKey(server: ServerMetadata) {
          const missing = missingIn(server)
          if (missing.length)
            throw new AuthError('configuration', {
              option: 'issuer',
              reason:
                'the server does not offer what FAPI 2.0 asks for: its metadata has no ' +
                missing.join(', and no '),
            })
          return prover.createKey(server)
        },
      })
    },
  }
}

function missingIn(server: ServerMetadata): readonly string[] {
  const names = (list: unknown, name: string): boolean => Array.isArray(list) && list.includes(name)
  const { id_token_signing_alg_values_supported: signing } = server
  const has: Readonly<Record<string, unknown>> = {
    pushed_authorization_request_endpoint: server.pushed_authorization_request_endpoint,
    jwks_uri: server.jwks_uri,
    'authorization_response_iss_parameter_supported: true':
      server.authorization_response_iss_parameter_supported === true,
    "'S256' among code_challenge_methods_supported": names(server.code_challenge_methods_supported, 'S256'),
    "'ES256' among dpop_signing_alg_values_supported": names(
      server.dpop_signing_alg_values_supported,
      'ES256',
    ),
    [`${algorithms.slice(0, 3).join(' or ')} among id_token_signing_alg_values_supported`]: algorithms.some(
      (name) => names(signing, name),
    ),
  }
  return Object.keys(has).filter((name) => !has[name])
}

function refused(option: string, what: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${what}.`)
}
