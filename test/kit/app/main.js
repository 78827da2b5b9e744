import { createClient } from 'hallpass'
import { show } from './view.js'

const auth = createClient({
  issuer: `${location.origin}/oidc`,
  clientId: 'spa',
  scope: 'openid profile offline_access',
  apis: ['/api'],
  onChallenge: () => 'redirect',
})

show(auth, document.querySelector('main'))
auth.start()
