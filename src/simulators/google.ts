import { googleProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import {
  createSimulator,
  type SimulatedClient,
  type Simulator,
  standardAnswer,
  standardClaims,
  tokenOfForm,
} from './simulator.js'

/**
 * Google: the secret is required, `iss` comes undeclared, the scope comes back in full URLs, a refresh token
 * only when asked for.
 */
export function simulateGoogle(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: googleProvider,
      endpoints: googleProvider.endpoints as Endpoints,
      cors: { token: true, api: true },
      secret: 'post',
      pkce: 'supported',
      iss: 'https://accounts.google.com',
      expiresIn: 3599,
      refresh: (query) => query.get('access_type') === 'offline',
      idToken: standardClaims,
      answer: (issued) =>
        standardAnswer({ ...issued, scope: issued.scope.split(' ').map(fullScope).join(' ') }),
      revoke: tokenOfForm,
      api: standardClaims,
    },
    client,
  )
}

function fullScope(scope: string): string {
  return /^(email|profile)$/.test(scope) ? `https://www.googleapis.com/auth/userinfo.${scope}` : scope
}
