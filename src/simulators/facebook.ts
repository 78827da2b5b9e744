import { facebookProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator } from './simulator.js'

/**
 * Facebook: a GET for the token, commas between scopes, errors of the Graph API, no refresh tokens, a secret
 * unless `openid` was asked for.
 */
export function simulateFacebook(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: facebookProvider,
      endpoints: facebookProvider.endpoints as Endpoints,
      cors: { token: true, api: true },
      // Its OpenID Connect flow has PKCE in the place of the secret.
      secret: async (form) =>
        form.has('client_secret')
          ? form.get('client_secret') === client?.clientSecret
          : form.has('code_verifier'),
      pkce: 'supported',
      scopeSeparator: ',',
      tokenMethod: 'GET',
      expiresIn: 5183,
      refusesRedirect: ({ protocol, hostname }) =>
        protocol === 'https:' || hostname === 'localhost' ? undefined : 'URL blocked: it is not https',
      idToken: ({ id, name, email }, { scope }) =>
        scope.split(' ').includes('openid') ? { sub: id, name, email } : undefined,
      answer: ({ access_token, expires_in, id_token }) =>
        Response.json({ access_token, token_type: 'bearer', expires_in, id_token }),
      refuse: (error, message) =>
        Response.json(
          {
            error: {
              message,
              type: 'OAuthException',
              code: error === 'invalid_grant' ? 100 : 101,
              fbtrace_id: 'A',
            },
          },
          { status: 400 },
        ),
      api({ id, name, email, picture }, request) {
        const fields = new URL(request.url).searchParams.get('fields') ?? ''
        return {
          id,
          ...(fields && { name, email, picture: { data: { url: picture, is_silhouette: false } } }),
        }
      },
    },
    client,
  )
}
