// better-auth with its OAuth 2.1 provider plugin, in memory. In better-auth the sign-in and consent pages,
// the metadata documents at the issuer and CORS are the embedding app's: they are below, and everything else
// is better-auth's.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { oauthProvider } from '@better-auth/oauth-provider'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { getAuthTables } from 'better-auth/db'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import {
  accessTokenSeconds,
  appOrigin,
  onStop,
  port,
  postLogoutRedirectUris,
  ready,
  redirectUris,
} from '../common.mjs'

process.env.BETTER_AUTH_TELEMETRY = '0'
const origin = `http://127.0.0.1:${port}`
const resource = process.env.API_ORIGIN
const version = JSON.parse(
  readFileSync(new URL('node_modules/@better-auth/oauth-provider/package.json', import.meta.url), 'utf8'),
).version
const scope = 'openid profile email offline_access'
const clientIds = ['spa', 'spa-bound']

const tables = {}
const options = {
  baseURL: origin,
  basePath: '/api/auth',
  secret: randomBytes(32).toString('hex'),
  database: memoryAdapter(tables),
  trustedOrigins: [origin, appOrigin],
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  disabledPaths: ['/token'],
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: '/sign-in',
      consentPage: '/consent',
      scopes: scope.split(' '),
      accessTokenExpiresIn: accessTokenSeconds,
      generateClientId: () => clientIds.shift(),
      resources: [resource],
      enforcePerClientResources: false,
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
  ],
}
for (const [key, table] of Object.entries(getAuthTables(options))) tables[table.modelName ?? key] = []
const auth = betterAuth(options)

const alice = { name: 'Alice Liddell', email: 'alice@example.test', password: 'alice-password' }
const signedUp = await auth.api.signUpEmail({ asResponse: true, body: alice })
const cookie = signedUp.headers.getSetCookie().map((text) => text.split(';')[0])
for (const dpop_bound_access_tokens of [false, true]) {
  await auth.api.adminCreateOAuthClient({
    headers: new Headers({ cookie: cookie.join('; ') }),
    body: {
      client_name: 'An app',
      redirect_uris: redirectUris,
      post_logout_redirect_uris: postLogoutRedirectUris,
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      enable_end_session: true,
      scope,
      dpop_bound_access_tokens,
    },
  })
}

const page = (
  form,
  script,
) => `<!doctype html><meta charset="utf-8"><title>better-auth</title>${form}<p role="alert"></p><script>
async function post(path, body) {
  const answer = await fetch('/api/auth' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, oauth_query: location.search.slice(1) }),
  })
  const json = await answer.json().catch(() => ({}))
  const url = json.url ?? json.redirect_uri ?? json.redirectURI
  if (url) location.href = url
  else document.querySelector('[role=alert]').textContent = answer.status + ' ' + JSON.stringify(json)
}
${script}</script>`

const pages = {
  '/sign-in': page(
    '<form><input name="email"><input name="password" type="password"><button>Sign in</button></form>',
    `const form = document.forms[0]
form.onsubmit = (event) => {
  event.preventDefault()
  post('/sign-in/email', { email: form.email.value, password: form.password.value })
}`,
  ),
  '/consent': page(
    '<button id="allow">Allow</button> <button id="deny">Deny</button>',
    `for (const accept of [true, false]) {
  document.getElementById(accept ? 'allow' : 'deny').onclick = () => post('/oauth2/consent', { accept })
}`,
  ),
}
const documents = {
  '/.well-known/oauth-authorization-server/api/auth': 'getOAuthServerConfig',
  '/api/auth/.well-known/openid-configuration': 'getOpenIdConfig',
  '/.well-known/openid-configuration/api/auth': 'getOpenIdConfig',
}
const forPages =
  /^\/(\.well-known\/|api\/auth\/(\.well-known\/|jwks|oauth2\/(token|userinfo|revoke|introspect)))/

const handle = toNodeHandler(auth)
const server = createServer(async (request, response) => {
  const path = request.url.split('?')[0]
  if (forPages.test(path) && request.headers.origin === appOrigin) {
    response.setHeader('access-control-allow-origin', appOrigin)
    response.setHeader('access-control-expose-headers', 'WWW-Authenticate, DPoP-Nonce')
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', 'authorization, content-type, dpop')
      response.writeHead(204).end()
      return
    }
  }
  if (documents[path]) {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(await auth.api[documents[path]]()))
  } else if (pages[path]) {
    response.setHeader('content-type', 'text/html').end(pages[path])
  } else if (path.startsWith('/api/auth')) {
    handle(request, response)
  } else {
    response.writeHead(404).end()
  }
}).listen(port, '127.0.0.1', () => {
  ready({ version, issuer: `${origin}/api/auth`, clientId: 'spa', boundClientId: 'spa-bound', resource })
})
onStop(() => {
  server.closeAllConnections()
  server.close()
})
