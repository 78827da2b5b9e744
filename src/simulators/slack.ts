import { slackProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, tokenOfHeader } from './simulator.js'

/** Slack: status 200 with `ok: false`, the person's token inside `authed_user`, https: redirects only. */
export function simulateSlack(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: slackProvider,
      endpoints: slackProvider.endpoints as Endpoints,
      cors: { token: false, api: false },
      secret: 'either',
      pkce: 'supported',
      expiresIn: 43_200,
      refresh: () => true,
      rotates: true,
      idToken: ({ id, name, email, picture }) => ({
        sub: `U${id}`,
        'https://slack.com/user_id': `U${id}`,
        'https://slack.com/team_id': 'T1',
        name,
        email,
        email_verified: true,
        picture,
      }),
      answer: ({ access_token, refresh_token, expires_in, id_token, scope, person }) =>
        Response.json({
          ok: true,
          id_token,
          team: { id: 'T1', name: 'Analytical Engines' },
          authed_user: {
            id: `U${person.id}`,
            access_token,
            refresh_token,
            expires_in,
            scope: scope.replaceAll(' ', ','),
            token_type: 'user',
          },
        }),
      refuse: (error) =>
        Response.json({ ok: false, error: error === 'invalid_grant' ? 'invalid_code' : 'bad_client_secret' }),
      revoke: tokenOfHeader,
      api: ({ id, name, email, picture }) => ({
        ok: true,
        sub: `U${id}`,
        'https://slack.com/user_id': `U${id}`,
        'https://slack.com/team_id': 'T1',
        name,
        email,
        email_verified: true,
        picture,
      }),
    },
    client,
  )
}
