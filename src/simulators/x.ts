import { xProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, tokenOfForm } from './simulator.js'

/**
 * X: PKCE required, Basic authentication for a confidential client, no CORS anywhere, profiles wrapped in
 * `data`.
 */
export function simulateX(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: xProvider,
      endpoints: xProvider.endpoints as Endpoints,
      cors: { token: false, api: false },
      secret: 'basic',
      pkce: 'required',
      expiresIn: 7200,
      refresh: (query) => (query.get('scope') ?? '').split(' ').includes('offline.access'),
      rotates: true,
      revoke: tokenOfForm,
      api({ id, login, name, email, picture }, request) {
        const fields = new URL(request.url).searchParams.get('user.fields') ?? ''
        const more = { profile_image_url: picture, confirmed_email: email }
        const asked = Object.entries(more).filter(([field]) => fields.split(',').includes(field))
        return { data: { id, name, username: login, ...Object.fromEntries(asked) } }
      },
    },
    client,
  )
}
