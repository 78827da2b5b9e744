import { createClient } from 'hallpass'
import { guard, pageAccess } from 'hallpass/router'

export const auth = createClient({
  // In development the server of hallpass.config.js, elsewhere yours.
  issuer: process.env.NEXT_PUBLIC_ISSUER ?? 'http://localhost:4000/oidc',
  clientId: 'spa',
  scope: 'openid profile offline_access',
  redirectUri: process.env.NEXT_PUBLIC_REDIRECT_URI ?? 'http://localhost:3000/',
  remember: 'browser', // signed in in all tabs, and after a restart of the browser
  apis: ['/api'],
  user: ({ sub = '', name = sub, roles }) => ({ name, roles: Array.isArray(roles) ? roles.map(String) : [] }),
})

export const signedIn = pageAccess(auth, guard(auth))
export const admin = pageAccess(auth, guard(auth, { allow: (user) => user.roles.includes('admin') }))
