import { githubProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator } from './simulator.js'

/**
 * GitHub: the secret is required with PKCE as without, no CORS on the token endpoint, errors with status 200,
 * commas in the scope that comes back, no `expires_in` unless tokens expire, `iss` on the callback.
 */
export function simulateGithub(client?: SimulatedClient): Simulator {
  const endpoints = githubProvider.endpoints as Endpoints
  return createSimulator(
    {
      provider: githubProvider,
      endpoints,
      cors: { token: false, api: true },
      secret: 'either',
      pkce: 'supported',
      iss: 'https://github.com/login/oauth',
      refresh: (query) => (query.get('scope') ?? '').split(' ').includes('offline_access'),
      rotates: true,
      answer(issued, request) {
        const scope = issued.scope.replaceAll(' ', ',')
        const expiring = issued.refresh_token && { expires_in: 28_800, refresh_token_expires_in: 15_811_200 }
        const { access_token, refresh_token } = issued
        return speak(request, { access_token, token_type: 'bearer', scope, refresh_token, ...expiring })
      },
      refuse(error, error_description, request) {
        const name = error === 'invalid_grant' ? 'bad_verification_code' : 'incorrect_client_credentials'
        return speak(request, { error: name, error_description, error_uri: 'https://docs.github.com' })
      },
      // DELETE with Basic and JSON.
      async revoke(request) {
        if (request.method !== 'DELETE' || !request.headers.get('authorization')?.startsWith('Basic '))
          return undefined
        return JSON.parse(await request.text()).access_token
      },
      api({ id, login, name, email, picture }, request) {
        if (request.url.endsWith('/emails')) {
          return [
            { email: `${login}@users.noreply.example.com`, primary: false, verified: true },
            { email, primary: true, verified: true },
          ]
        }
        return { id: Number(id), login, name, avatar_url: picture, email: null }
      },
    },
    client,
  )
}

/** A form, for who does not ask for JSON. */
function speak(request: Request, body: Readonly<Record<string, unknown>>): Response {
  if (request.headers.get('accept')?.includes('json')) return Response.json(body)
  const said = Object.entries(body).filter(([, value]) => value !== undefined)
  return new Response(new URLSearchParams(said.map(([name, value]) => [name, String(value)])))
}
