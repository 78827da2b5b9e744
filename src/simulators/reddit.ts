import { redditProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, tokenOfForm } from './simulator.js'

/**
 * Reddit: no PKCE, Basic authentication, errors with status 200, a refresh token for `duration=permanent`, no
 * e-mail address.
 */
export function simulateReddit(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: redditProvider,
      endpoints: redditProvider.endpoints as Endpoints,
      cors: { token: false, api: true },
      secret: 'basic',
      pkce: 'ignored',
      expiresIn: 86_400,
      refresh: (query) => query.get('duration') === 'permanent',
      refuse: (error) =>
        error === 'invalid_client'
          ? Response.json({ message: 'Unauthorized', error: 401 }, { status: 401 })
          : Response.json({ error }),
      revoke: tokenOfForm,
      api: ({ id, login, picture }) => ({ id, name: login, icon_img: `${picture}?width=256&s=1` }),
    },
    client,
  )
}
