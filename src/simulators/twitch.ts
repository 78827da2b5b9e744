import { twitchProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import {
  createSimulator,
  type SimulatedClient,
  type Simulator,
  standardClaims,
  tokenOfForm,
} from './simulator.js'

/**
 * Twitch: no PKCE, the secret in the body only, a list of scopes, ID Tokens that say what `claims` asks for.
 */
export function simulateTwitch(client?: SimulatedClient): Simulator {
  const { provider, asked } = { provider: twitchProvider, asked: new Map<string, string[]>() }
  return createSimulator(
    {
      provider,
      endpoints: provider.endpoints as Endpoints,
      cors: { token: false, api: true },
      secret: 'post',
      pkce: 'ignored',
      expiresIn: 14_400,
      refresh: () => true,
      rotates: true,
      readQuery(query) {
        const wanted = JSON.parse(query.get('claims') ?? '{}').id_token ?? {}
        asked.set(query.get('nonce') ?? '', Object.keys(wanted))
        return query
      },
      idToken(person, { nonce }) {
        const all = standardClaims(person)
        const names = ['sub', ...(asked.get(nonce ?? '') ?? [])]
        return Object.fromEntries(names.map((name) => [name, all[name]]))
      },
      answer: ({ access_token, refresh_token, expires_in, id_token, scope }) =>
        Response.json({
          access_token,
          refresh_token,
          expires_in,
          id_token,
          scope: scope.split(' '),
          token_type: 'bearer',
        }),
      refuse: (error, message) =>
        error === 'invalid_client'
          ? Response.json({ status: 403, message: 'invalid client secret' }, { status: 403 })
          : Response.json({ status: 400, message }, { status: 400 }),
      revoke: tokenOfForm,
      api: standardClaims,
    },
    client,
  )
}
