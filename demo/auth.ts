import { type Client, createClient } from 'hallpass'
import { listEvent } from './event-list.js'

export const auth: Client = createClient({
  issuer: `${location.origin}/oidc`,
  clientId: 'spa',
  scope: 'openid profile email offline_access read:me',
  apis: ['/api'],
  remember: 'browser',
  onEvent: listEvent,
})
