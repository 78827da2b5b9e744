// Bluesky's Personal Data Server: an authorization server (pushed requests, DPoP with nonces, no OpenID
// Connect) and a resource server in one, with a directory of accounts (PLC) beside it, all in memory or in a
// temporary folder.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessTokenSeconds, onStop, port, ready, redirectUris } from '../common.mjs'

const origin = `http://localhost:${port}`
const directoryPort = Number(process.env.SECOND_PORT ?? port + 1)
const { version } = JSON.parse(
  readFileSync(new URL('node_modules/@atproto/pds/package.json', import.meta.url), 'utf8'),
)
const folder = mkdtempSync(join(tmpdir(), 'interop-pds-'))

Object.assign(process.env, {
  PDS_HOSTNAME: 'localhost',
  PDS_PORT: String(port),
  PDS_DEV_MODE: 'true',
  PDS_JWT_SECRET: randomBytes(16).toString('hex'),
  PDS_DPOP_SECRET: randomBytes(32).toString('hex'),
  PDS_ADMIN_PASSWORD: randomBytes(8).toString('hex'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
  PDS_DATA_DIRECTORY: folder,
  PDS_BLOBSTORE_DISK_LOCATION: join(folder, 'blobs'),
  PDS_DID_PLC_URL: `http://127.0.0.1:${directoryPort}`,
  PDS_INVITE_REQUIRED: 'false',
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_RATE_LIMITS_ENABLED: 'false',
  LOG_ENABLED: process.env.LOG_ENABLED ?? 'false',
})

const { Database, PlcServer } = (await import('@did-plc/server')).default
const directory = PlcServer.create({ db: Database.mock(), port: directoryPort })
createServer(directory.app).listen(directoryPort, '127.0.0.1')

const { PDS, envToCfg, envToSecrets, readEnv } = await import('@atproto/pds')
const environment = readEnv()
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment))
// By itself it listens on every interface.
pds.app.listen = (port) => createServer(pds.app).listen(port, '127.0.0.1')
// It has no setting for this.
for (const manager of ['tokenManager', 'requestManager']) {
  pds.ctx.oauthProvider[manager].tokenMaxAge = accessTokenSeconds * 1000
}
await pds.start()

const answer = await fetch(`http://127.0.0.1:${port}/xrpc/com.atproto.server.createAccount`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ handle: 'alice.test', email: 'alice@example.test', password: 'alice-password' }),
})
const account = await answer.json()
if (!answer.ok) throw new Error(JSON.stringify(account))

// A client of development is its own registration.
const client = new URLSearchParams([
  ...redirectUris.map((uri) => ['redirect_uri', uri]),
  ['scope', 'atproto transition:generic'],
])
ready({
  version,
  issuer: origin,
  boundClientId: `http://localhost?${client}`,
  ownApi: `${origin}/xrpc/com.atproto.server.getSession`,
  bluesky: { did: account.did, directory: `http://127.0.0.1:${directoryPort}` },
})
onStop(() => rmSync(folder, { recursive: true, force: true }))
