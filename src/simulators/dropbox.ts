import { dropboxProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import {
  createSimulator,
  type SimulatedClient,
  type Simulator,
  standardAnswer,
  tokenOfHeader,
} from './simulator.js'

/**
 * Dropbox: direct, a refresh token for `token_access_type=offline`, POST with `null` for the profile, its own
 * revocation.
 */
export function simulateDropbox(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: dropboxProvider,
      endpoints: dropboxProvider.endpoints as Endpoints,
      cors: { token: true, api: true },
      secret: 'none',
      pkce: 'supported',
      expiresIn: 14_400,
      refresh: (query) => query.get('token_access_type') === 'offline',
      answer: standardAnswer,
      revoke: tokenOfHeader,
      api({ id, name, email, picture }, { method }) {
        if (method !== 'POST') return { error: 'method' }
        return {
          account_id: `dbid:${id}`,
          name: { display_name: name },
          email,
          email_verified: true,
          profile_photo_url: picture,
        }
      },
    },
    client,
  )
}
