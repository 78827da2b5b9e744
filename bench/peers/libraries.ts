/** What is known of a library before it is measured. */
export interface Peer {
  /** The name in tables, and that of the file in `libraries/`. */
  readonly name: string
  /** Where the version is read. */
  readonly package: string
  /** Where its tokens are, which says whether tabs can share them. */
  readonly tokens: string
  /** It can bind tokens to a key, and the file in `libraries/` shows how. */
  readonly dpop?: true
  /** What was done for it that is not needed for the others. */
  readonly concession?: string
  /** The issuer ends with a slash. */
  readonly slash?: true
  /** Paths under which it expects what the server has elsewhere. */
  readonly paths?: Readonly<Record<string, string>>
  /** It sends cookies with its requests: the server allows that (`Access-Control-Allow-Credentials`). */
  readonly credentials?: true
  /** Files that the page needs besides the bundle, by their path in the package. */
  readonly files?: Readonly<Record<string, string>>
}

export const peers: readonly Peer[] = [
  { name: 'by-hand', package: 'oauth4webapi', tokens: 'localStorage' },
  { name: 'hallpass', package: 'hallpass', tokens: 'IndexedDB, localStorage', dpop: true },
  { name: 'oidc-client-ts', package: 'oidc-client-ts', tokens: 'localStorage', dpop: true },
  {
    name: 'auth0-spa-js',
    package: '@auth0/auth0-spa-js',
    tokens: 'localStorage',
    dpop: true,
    slash: true,
    paths: { '/authorize': '/auth', '/oauth/token': '/token' },
    concession:
      'It knows the paths of Auth0 and no others, and wants an issuer that ends with a slash: the server ' +
      'has both for it. So it needs no discovery.',
  },
  {
    name: 'msal-browser',
    package: '@azure/msal-browser',
    tokens: 'localStorage, encrypted with a key in a session cookie',
    concession:
      'It runs in its OpenID Connect mode, with the host in `knownAuthorities`, and has a page with its ' +
      'redirect bridge for hidden frames.',
  },
  {
    name: 'keycloak-js',
    package: 'keycloak-js',
    tokens: 'memory',
    credentials: true,
    concession:
      'It gets the server by `oidcProvider`, the server allows it to send cookies to the token endpoint, ' +
      'and refresh tokens look like JWTs, as it reads them. It keeps tokens in memory and restores by a ' +
      'hidden frame, which needs third-party cookies: the browser allows them, except where a table ' +
      'says otherwise. `checkLoginIframe` is off, as the server has no such frame.',
  },
  {
    name: 'okta-auth-js',
    package: '@okta/okta-auth-js',
    tokens: 'localStorage',
    dpop: true,
    concession:
      'It is told the paths of the authorization and the token endpoint. So it needs no discovery before ' +
      'a redirect.',
  },
  {
    name: 'oidc-spa',
    package: 'oidc-spa',
    tokens: 'memory',
    concession:
      'It keeps tokens in memory and restores through the server. Its DPoP needs a build plugin, and is ' +
      'not measured.',
  },
  {
    name: 'axa-oidc-client',
    package: '@axa-fr/oidc-client',
    tokens: 'localStorage',
    dpop: true,
    concession:
      'Without its service worker. Its README advises `login_state_storage: sessionStorage` beside ' +
      '`storage: localStorage`; with that only the tab that signed in can renew, as the others find no ' +
      '`nonce` of the login in their own sessionStorage, and take the session for lost. The default is ' +
      'measured: all in localStorage. Calls that fail at expiry fail in the library: a call that sees that ' +
      'another tab has renewed is sent with the old token of its own tab, which a timer replaces later.',
  },
  {
    name: 'axa-service-worker',
    package: '@axa-fr/oidc-client',
    tokens: 'a service worker',
    files: { '/OidcServiceWorker.js': '@axa-fr/oidc-client-service-worker/dist/OidcServiceWorker.js' },
    concession:
      'With its service worker, as its documentation begins, and with `service_worker_only`, so that ' +
      'nothing else is measured in its place. The worker gets the clock of the bench with its list of ' +
      'trusted domains.',
  },
  {
    name: 'logto-browser',
    package: '@logto/browser',
    tokens: 'localStorage',
    paths: { '/oidc/.well-known/openid-configuration': '/.well-known/openid-configuration' },
    concession: 'It looks for the metadata below `/oidc`: the server has it there as well.',
  },
  {
    name: 'supabase-auth-js',
    package: '@supabase/auth-js',
    tokens: 'localStorage',
    concession:
      'It speaks the protocol of Supabase’s own server, and cannot speak to another. The bench translates ' +
      'its three requests (authorize, token by code, token by refresh token) into OAuth, so that what ' +
      'it does with tabs and failures can be compared. It never sees an ID Token. Supabase’s own ' +
      'server forgives a refresh token that is used twice within ten seconds; this one does not.',
  },
]
