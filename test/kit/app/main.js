import { createClient } from 'hallpass'
import { guard, pageAccess } from 'hallpass/router'
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

// A page for signed-in people alone.
if (location.pathname === '/orders') pageAccess(auth, guard(auth)).subscribe(() => {})
