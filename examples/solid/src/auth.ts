import { createClient } from 'hallpass'
import { guard } from 'hallpass/router'

export const auth = createClient({
  // In development the server of vite.config.ts, elsewhere yours.
  issuer: import.meta.env.VITE_ISSUER ?? `${location.origin}/oidc`,
  clientId: 'spa',
  scope: 'openid profile offline_access',
  redirectUri: `${location.origin}/`,
  remember: 'browser', // signed in in all tabs, and after a restart of the browser
  apis: ['/api'],
  user: ({ sub = '', name = sub, roles }) => ({ name, roles: Array.isArray(roles) ? roles.map(String) : [] }),
})
// Takes the answer to a login out of the URL, before the router reads it.
void auth.start()

export const signedIn = guard(auth)
export const admin = guard(auth, { allow: (user) => user.roles.includes('admin') })
