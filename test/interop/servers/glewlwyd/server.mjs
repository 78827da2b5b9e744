// Debian's glewlwyd, written in C, with a database of its own (SQLite), set up by its own administration API.

import { execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { accessTokenSeconds, onStop, port, postLogoutRedirectUris, ready, redirectUris } from '../common.mjs'

const origin = `http://127.0.0.1:${port}`
const api = `${origin}/api`
const folder = mkdtempSync(join(tmpdir(), 'interop-glewlwyd-'))

const database = join(folder, 'glewlwyd.db')
const tables = gunzipSync(readFileSync('/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz'))
execFileSync('sqlite3', [database], { input: tables })

// The package's folder is links, one of which leads to a folder where a file should be.
const webapp = join(folder, 'webapp')
cpSync('/usr/share/glewlwyd/webapp', webapp, {
  recursive: true,
  dereference: true,
  filter: (source) => existsSync(source) && !source.endsWith('/config.json'),
})
cpSync('/etc/glewlwyd/config-2.7.json/config.json', join(webapp, 'config.json'))

const types = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
}
const settings = {
  port,
  bind_address: '127.0.0.1',
  external_url: `${origin}/`,
  login_url: 'login.html',
  api_prefix: 'api',
  static_files_path: webapp,
  allow_origin: '*',
  allow_methods: 'GET, POST, PUT, DELETE, OPTIONS',
  allow_headers: 'Origin, X-Requested-With, Content-Type, Accept, Bearer, Authorization, DPoP',
  expose_headers: 'Content-Encoding, Authorization, DPoP-Nonce, WWW-Authenticate',
  log_mode: 'file',
  log_level: 'WARNING',
  log_file: join(folder, 'glewlwyd.log'),
  cookie_secure: 0,
  cookie_same_site: 'empty',
  session_expiration: 2419200,
  session_key: 'GLEWLWYD2_SESSION_ID',
  admin_scope: 'g_admin',
  profile_scope: 'g_profile',
  user_module_path: '/usr/lib/glewlwyd/user',
  client_module_path: '/usr/lib/glewlwyd/client',
  user_auth_scheme_module_path: '/usr/lib/glewlwyd/scheme',
  plugin_module_path: '/usr/lib/glewlwyd/plugin',
  hash_algorithm: 'SHA512',
}
const configuration = join(folder, 'glewlwyd.conf')
writeFileSync(
  configuration,
  [
    ...Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
    `database = { type = "sqlite3"; path = ${JSON.stringify(database)}; };`,
    'static_files_mime_types = (',
    Object.entries(types)
      .map(([extension, type]) => `  { extension = "${extension}"; mime_type = "${type}"; }`)
      .join(',\n'),
    ')',
  ].join('\n'),
)

const server = spawn('glewlwyd', [`--config-file=${configuration}`], {
  stdio: ['ignore', process.stderr, process.stderr],
})
server.on('exit', (code) => process.exit(code ?? 1))
onStop(async () => {
  server.removeAllListeners('exit')
  server.kill('SIGTERM')
  await Promise.race([new Promise((resolve) => server.on('exit', resolve)), pause(5000)])
  rmSync(folder, { recursive: true, force: true })
})

let answers = false
for (const end = Date.now() + 20_000; !answers && Date.now() < end; await pause(100)) {
  answers = await fetch(`${origin}/config`).then(
    () => true,
    () => false,
  )
}

let cookie = ''
async function call(method, path, body) {
  const answer = await fetch(api + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), cookie },
    ...(body && { body: JSON.stringify(body) }),
  })
  cookie = answer.headers.getSetCookie().map((text) => text.split(';')[0])[0] ?? cookie
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`)
  return text ? JSON.parse(text) : undefined
}

await call('POST', '/auth/', { username: 'admin', password: 'password' })

// Clients may have these properties; a module reads its parameters only when it starts.
const clients = await call('GET', '/mod/client/database')
clients.parameters['data-format'] = {
  ...clients.parameters['data-format'],
  dpop_bound_access_tokens: { multiple: false, read: true, write: true },
  post_logout_redirect_uris: { multiple: true, read: true, write: true },
}
await call('PUT', '/mod/client/database', clients)
await call('PUT', '/mod/client/database/reset/')

for (const name of ['profile', 'email']) {
  await call('POST', '/scope/', {
    name,
    display_name: name,
    description: name,
    password_required: false,
    scheme: {},
  })
}
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'rs1', alg: 'RS256' }
const issuer = `${api}/oidc`
await call('POST', '/mod/plugin/', {
  module: 'oidc',
  name: 'oidc',
  display_name: 'oidc',
  order_rank: 0,
  parameters: {
    iss: issuer,
    'jwks-private': JSON.stringify({ keys: [key] }),
    'default-kid': key.kid,
    'jwks-show': true,
    'subject-type': 'public',
    'access-token-duration': accessTokenSeconds,
    'refresh-token-duration': 86400,
    'code-duration': 60,
    'refresh-token-rolling': true,
    'refresh-token-one-use': 'always',
    'allow-non-oidc': false,
    'auth-type-code-enabled': true,
    'auth-type-code-revoke-replayed': true,
    'auth-type-refresh-enabled': true,
    'auth-type-token-enabled': false,
    'auth-type-client-enabled': false,
    'auth-type-password-enabled': false,
    'auth-type-device-enabled': false,
    'auth-type-id-token-enabled': true,
    'auth-type-none-enabled': true,
    'pkce-allowed': true,
    'pkce-method-plain-allowed': false,
    'pkce-required': true,
    'introspection-revocation-allowed': true,
    'introspection-revocation-allow-target-client': true,
    'session-management-allowed': true,
    'session-cookie-name': 'GLEWLWYD2_OIDC_SESSION',
    'session-cookie-expiration': 2419200,
    'front-channel-logout-allowed': true,
    'back-channel-logout-allowed': false,
    'name-claim': 'on-demand',
    'name-claim-scope': ['profile'],
    'email-claim': 'on-demand',
    'email-claim-scope': ['email'],
    'scope-claim': 'no',
    'allowed-scope': ['openid', 'profile', 'email'],
    'oauth-dpop-allowed': true,
    'oauth-dpop-iat-duration': 60,
    'oauth-dpop-iat-gap-duration': 5,
    'oauth-dpop-dpop_bound_access_tokens-property': 'dpop_bound_access_tokens',
    'oauth-par-allowed': true,
    'oauth-par-required': false,
    'oauth-par-request_uri-prefix': 'urn:ietf:params:oauth:request_uri:',
    'oauth-par-duration': 60,
    'oauth-as-iss-id': true,
  },
})
await call('POST', '/user/', {
  username: 'alice',
  name: 'Alice Liddell',
  email: 'alice@example.test',
  password: 'alice-password',
  enabled: true,
  scope: ['openid', 'g_profile', 'profile', 'email'],
})
for (const [client_id, more] of [
  ['spa', {}],
  ['spa-bound', { dpop_bound_access_tokens: '1' }],
]) {
  await call('POST', '/client/', {
    client_id,
    name: 'An app',
    confidential: false,
    enabled: true,
    token_endpoint_auth_method: ['none'],
    redirect_uri: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    authorization_type: ['code', 'refresh_token'],
    scope: [],
    ...more,
  })
}
const version = execFileSync('dpkg-query', ['-W', `-f=\${Version}`, 'glewlwyd'], { encoding: 'utf8' })
ready({ version, issuer, clientId: 'spa', boundClientId: 'spa-bound' })
