import { type Check, good, note, problem } from '../check.js'
import { listOf, textOf } from '../metadata.js'

/** The FAPI 2.0 Security Profile (Final, sections 5.3.2 and 5.3.3), as far as metadata can say. */
export const profileChecks: readonly Check[] = [
  {
    id: 'fapi-2',
    group: 'profile',
    title: 'FAPI 2.0 Security Profile',
    why:
      'Banks and health services ask for this profile: pushed requests, tokens that are bound to ' +
      'a key, PKCE, iss, and redirect URIs to the letter.',
    errors: [],
    find({ metadata, fapi, documents, provider }) {
      if (!textOf(metadata.token_endpoint)) return undefined
      // What a preset brings along are the endpoints alone, of which nothing follows.
      const isPreset = provider?.provider?.endpoints !== undefined && documents.every(({ isJson }) => !isJson)
      if (isPreset && !fapi) return undefined
      const missing = requirements.filter(({ isMet }) => !isMet(metadata)).map(({ name }) => name)
      if (missing.length === 0) {
        return good(
          'the metadata has all of it. The profile is for clients that authenticate themselves, so ' +
            'the app needs a server part',
        )
      }
      const seen = `missing in the metadata: ${missing.join('; ')}`
      return fapi
        ? problem(
            seen,
            'Turn on the FAPI 2.0 profile at the server. In the app: pushed: true and dpop: dpop().',
          )
        : note(seen)
    },
  },
]

type Metadata = Readonly<Record<string, unknown>>

const requirements: readonly { readonly name: string; readonly isMet: (metadata: Metadata) => boolean }[] = [
  {
    name: 'require_pushed_authorization_requests',
    isMet: (metadata) =>
      metadata.require_pushed_authorization_requests === true &&
      textOf(metadata.pushed_authorization_request_endpoint) !== undefined,
  },
  {
    name: 'DPoP, or certificate-bound tokens',
    isMet: (metadata) =>
      listOf(metadata.dpop_signing_alg_values_supported) !== undefined ||
      metadata.tls_client_certificate_bound_access_tokens === true,
  },
  {
    name: 'authorization_response_iss_parameter_supported',
    isMet: (metadata) => metadata.authorization_response_iss_parameter_supported === true,
  },
  {
    name: 'PKCE with S256',
    isMet: (metadata) => listOf(metadata.code_challenge_methods_supported)?.includes('S256') === true,
  },
  {
    name: 'response type code',
    isMet: (metadata) => listOf(metadata.response_types_supported)?.includes('code') === true,
  },
  {
    name: 'private_key_jwt or mTLS at the token endpoint',
    isMet: (metadata) =>
      listOf(metadata.token_endpoint_auth_methods_supported)?.some((name) =>
        /^(private_key_jwt|(self_signed_)?tls_client_auth)$/.test(name),
      ) === true,
  },
  {
    name: 'a signing algorithm of the profile (PS256, ES256, EdDSA)',
    isMet: (metadata) =>
      listOf(metadata.id_token_signing_alg_values_supported)?.some((name) =>
        /^(PS256|ES256|EdDSA|Ed25519)$/.test(name),
      ) === true,
  },
]
