import { spotifyProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator } from './simulator.js'

/** Spotify: direct, simple requests only, refresh tokens that work once, no `localhost`. */
export function simulateSpotify(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: spotifyProvider,
      endpoints: spotifyProvider.endpoints as Endpoints,
      cors: { token: 'simple', api: true },
      secret: 'none',
      pkce: 'supported',
      expiresIn: 3600,
      refresh: () => true,
      rotates: true,
      refusesRedirect: ({ hostname }) =>
        hostname === 'localhost' ? 'INVALID_CLIENT: Insecure redirect URI' : undefined,
      api: ({ login, name, email, picture }) => ({
        id: login,
        display_name: name,
        email,
        images: [{ url: picture, height: 300, width: 300 }],
        type: 'user',
      }),
    },
    client,
  )
}
