import { linkedinProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, standardClaims } from './simulator.js'

/** LinkedIn: no PKCE, the secret in the body, no `token_type`, ID Tokens without a nonce. */
export function simulateLinkedin(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: linkedinProvider,
      endpoints: linkedinProvider.endpoints as Endpoints,
      cors: { token: false, api: false },
      secret: 'post',
      pkce: 'ignored',
      expiresIn: 5_184_000,
      idToken: standardClaims,
      withoutNonce: true,
      answer: ({ access_token, expires_in, id_token, scope }) =>
        Response.json({ access_token, expires_in, id_token, scope: scope.replaceAll(' ', ',') }),
      api: standardClaims,
    },
    client,
  )
}
