import { mastodonProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type Simulator, tokenOfForm } from './simulator.js'

/** A Mastodon instance: registers whoever asks, wants the secret it gave, tokens without an end. */
export function simulateMastodon(instance: string): Simulator {
  const provider = mastodonProvider({ instance })
  const secrets = new Map<string, string>()
  return createSimulator({
    provider,
    endpoints: provider.endpoints as Endpoints,
    cors: { token: true, api: true },
    secret: async (form) =>
      secrets.has(form.get('client_id') ?? '') &&
      secrets.get(form.get('client_id') ?? '') === form.get('client_secret'),
    pkce: 'supported',
    answer: ({ access_token, scope }) =>
      Response.json({ access_token, token_type: 'Bearer', scope, created_at: Math.floor(Date.now() / 1000) }),
    revoke: tokenOfForm,
    async other(request) {
      if (new URL(request.url).pathname !== '/api/v1/apps' || request.method !== 'POST') return undefined
      const form = new URLSearchParams(await request.text())
      if (!form.get('client_name') || !form.get('redirect_uris')) return new Response('{}', { status: 422 })
      const client_id = `app-${secrets.size + 1}`
      secrets.set(client_id, `made-at-${instance}`)
      return Response.json({
        name: form.get('client_name'),
        client_id,
        client_secret: secrets.get(client_id),
      })
    },
    api: ({ id, login, name, picture }) => ({
      id,
      username: login,
      acct: login,
      display_name: name,
      avatar: picture,
    }),
  })
}
