import { discordProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, tokenOfForm } from './simulator.js'

/**
 * Discord with "Public Client" on: direct, rotating refresh tokens, e-mail addresses with `verified`. CORS as
 * one hopes it is.
 */
export function simulateDiscord(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: discordProvider,
      endpoints: discordProvider.endpoints as Endpoints,
      cors: { token: true, api: true },
      secret: 'none',
      pkce: 'supported',
      expiresIn: 604_800,
      refresh: () => true,
      rotates: true,
      revoke: tokenOfForm,
      api: ({ id, login, name, email }) => ({
        id,
        username: login,
        global_name: name,
        avatar: 'a1b2',
        email,
        verified: true,
      }),
    },
    client,
  )
}
