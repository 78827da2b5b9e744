import { gitlabProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import {
  createSimulator,
  type SimulatedClient,
  type Simulator,
  standardClaims,
  tokenOfForm,
} from './simulator.js'

/** GitLab, not "Confidential": direct, OpenID Connect, rotating refresh tokens, no `iss`. */
export function simulateGitlab(client?: SimulatedClient): Simulator {
  const provider = gitlabProvider()
  return createSimulator(
    {
      provider,
      endpoints: provider.endpoints as Endpoints,
      cors: { token: true, api: true },
      secret: 'none',
      pkce: 'supported',
      expiresIn: 7200,
      refresh: () => true,
      rotates: true,
      idToken: ({ id, login }) => ({ sub: id, preferred_username: login }),
      revoke: tokenOfForm,
      api: standardClaims,
    },
    client,
  )
}
