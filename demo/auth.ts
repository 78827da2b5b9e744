import { type Client, createClient } from 'hallpass'
import { listEvent } from './event-list.js'
import { protectedApi } from './protected-api.js'

export const auth: Client = createClient({
  issuer: `${location.origin}/oidc`,
  clientId: 'spa',
  scope: 'openid profile email offline_access read:me',
  apis: [protectedApi.url],
  remember: 'browser',
  onEvent: listEvent,
})

// The round button in the corner. In an application: `if (import.meta.env.DEV)`, so that a build for production
// has nothing of it. The demo shows it in its build as well.
void import('hallpass/devtools').then(({ mountDevtools }) => mountDevtools(auth))
