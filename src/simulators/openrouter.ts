import { openrouterProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type Simulator } from './simulator.js'

/** OpenRouter: `callback_url`, no client id, no state, JSON in and a key out. */
export function simulateOpenrouter(): Simulator {
  return createSimulator({
    provider: openrouterProvider,
    endpoints: openrouterProvider.endpoints as Endpoints,
    cors: { token: true, api: true },
    secret: 'none',
    pkce: 'supported',
    readQuery(query) {
      const rest = new URLSearchParams({
        response_type: 'code',
        redirect_uri: query.get('callback_url') ?? '',
      })
      for (const name of ['code_challenge', 'code_challenge_method']) rest.set(name, query.get(name) ?? '')
      return rest
    },
    readForm: (text) => new URLSearchParams(JSON.parse(text)),
    answer: ({ access_token, person }) => Response.json({ key: access_token, user_id: `user_${person.id}` }),
    refuse: (_, message) => Response.json({ error: { code: 403, message } }, { status: 403 }),
    api: () => ({ data: { label: 'key', usage: 0 } }),
  })
}
