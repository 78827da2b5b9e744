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

// The round button in the corner. An app puts this behind `import.meta.env.DEV`, so that its build for
// production has nothing of it; the build of the demo has it, too.
const { mountDevtools } = await import('hallpass/devtools')
mountDevtools(auth)
