import { microsoftProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, standardClaims } from './simulator.js'

const tenantOfAda = '11111111-2222-3333-4444-555555555555'

/**
 * Microsoft, `tenant` common: the issuer of an ID Token is the one of the person's tenant; the scope comes
 * back without `offline_access`.
 */
export function simulateMicrosoft(
  client?: SimulatedClient,
  claims: Readonly<Record<string, unknown>> = {},
): Simulator {
  const provider = microsoftProvider()
  return createSimulator(
    {
      provider,
      endpoints: provider.endpoints as Endpoints,
      cors: { token: true, api: true },
      secret: 'none',
      pkce: 'required',
      expiresIn: 3600,
      refresh: (query) => (query.get('scope') ?? '').includes('offline_access'),
      rotates: true,
      idToken: (person) => ({
        ...standardClaims(person),
        tid: tenantOfAda,
        iss: `https://login.microsoftonline.com/${tenantOfAda}/v2.0`,
        ...claims,
      }),
      answer: ({ access_token, refresh_token, id_token, expires_in, scope }) =>
        Response.json({
          access_token,
          refresh_token,
          id_token,
          expires_in,
          scope: scope.replace(/ ?offline_access/, ''),
          token_type: 'Bearer',
        }),
      api: standardClaims,
    },
    client,
  )
}
