import { bitbucketProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator } from './simulator.js'

/** Bitbucket: no PKCE, Basic authentication, `scopes`, e-mail addresses of their own. */
export function simulateBitbucket(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: bitbucketProvider,
      endpoints: bitbucketProvider.endpoints as Endpoints,
      cors: { token: false, api: true },
      secret: 'basic',
      pkce: 'ignored',
      expiresIn: 7200,
      refresh: () => true,
      answer: ({ access_token, refresh_token, expires_in, scope }) =>
        Response.json({ access_token, refresh_token, expires_in, scopes: scope, token_type: 'bearer' }),
      api: ({ id, login, name, email, picture }, request) =>
        request.url.endsWith('/emails')
          ? { values: [{ email, is_primary: true, is_confirmed: true }] }
          : { uuid: `{${id}}`, username: login, display_name: name, links: { avatar: { href: picture } } },
    },
    client,
  )
}
