import { createClient } from 'hallpass'

// Storybook finds a story by its `id`, so that is where a login comes back to.
const id = new URLSearchParams(location.search).get('id') ?? ''

/** The client of an app, which signs in at the development server on port 4000. */
export const auth = createClient({
  issuer: 'http://localhost:4000/oidc',
  clientId: 'spa',
  redirectUri: `${location.origin}/iframe.html?${new URLSearchParams({ id, viewMode: 'story' })}`,
  scope: 'openid profile offline_access',
  apis: [{ url: 'http://localhost:4001/api', resource: 'http://localhost:4001/api' }],
})
