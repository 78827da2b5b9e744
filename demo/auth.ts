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
