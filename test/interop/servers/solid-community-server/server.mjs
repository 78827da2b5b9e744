// Community Solid Server: an OpenID Provider that gives DPoP-bound tokens only, and a resource server that
// takes no others. Given a port it listens on every interface, so it gets a socket of its own, behind a front
// on 127.0.0.1.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { accessTokenSeconds, onStop, port, postLogoutRedirectUris, ready, redirectUris } from '../common.mjs'

// Its verifier of DPoP-bound tokens takes WebIDs with http: on localhost only.
const issuer = `http://localhost:${port}/`
const packages = new URL('node_modules/@solid/community-server/', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', packages), 'utf8'))

const folder = mkdtempSync(join(tmpdir(), 'interop-css-'))
const socket = join(folder, 'socket')
const seed = join(folder, 'seed.json')
writeFileSync(
  seed,
  JSON.stringify([{ email: 'alice@example.test', password: 'alice-password', pods: [{ name: 'alice' }] }]),
)

// Its configuration as it comes, with another lifetime of access tokens.
const { '@graph': factory } = JSON.parse(
  readFileSync(new URL('config/identity/handler/base/provider-factory.json', packages), 'utf8'),
)
const [{ '@id': id, '@type': type, config }] = factory
const configuration = join(folder, 'config.json')
writeFileSync(
  configuration,
  JSON.stringify({
    '@context':
      'https://linkedsoftwaredependencies.org/bundles/npm/@solid/community-server/^7.0.0/components/context.jsonld',
    import: ['css:config/default.json'],
    '@graph': [
      {
        '@id': 'urn:hallpass:interop:lifetimes',
        '@type': 'Override',
        overrideInstance: { '@id': id },
        overrideParameters: {
          '@type': type,
          config: { ...config, ttl: { ...config.ttl, AccessToken: accessTokenSeconds } },
        },
      },
    ],
  }),
)

const binary = new URL('bin/server.js', packages).pathname
const server = spawn(
  process.execPath,
  [binary, '--socket', socket, '-b', issuer, '-c', configuration, '--seedConfig', seed, '-l', 'warn'],
  { stdio: ['ignore', process.stderr, process.stderr] },
)
server.on('exit', (code) => process.exit(code ?? 1))
const front = createServer((outer) => {
  const inner = connect(socket)
  outer.pipe(inner).pipe(outer)
  outer.on('error', () => inner.destroy())
  inner.on('error', () => outer.destroy())
}).listen(port, '127.0.0.1')
onStop(async () => {
  front.close()
  server.removeAllListeners('exit')
  server.kill('SIGTERM')
  await Promise.race([new Promise((resolve) => server.on('exit', resolve)), pause(5000)])
  rmSync(folder, { recursive: true, force: true })
})

let metadata
for (const end = Date.now() + 120_000; !metadata && Date.now() < end; await pause(200)) {
  metadata = await fetch(`${issuer}.well-known/openid-configuration`, { signal: AbortSignal.timeout(2000) })
    .then((answer) => (answer.ok ? answer.json() : undefined))
    .catch(() => undefined)
}
const registration = await fetch(metadata.registration_endpoint, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    client_name: 'An app',
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    token_endpoint_auth_method: 'none',
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
  }),
})
const client = await registration.json()
if (!registration.ok) throw new Error(JSON.stringify(client))
// Who may do what in Alice's folder: nobody but Alice may read that.
ready({ version, issuer, boundClientId: client.client_id, ownApi: `${issuer}alice/.acl` })
