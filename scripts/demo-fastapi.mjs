// The demo, with FastAPI as the API that it calls: `npm run demo:fastapi`. Ctrl-C ends both.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createTcpServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { findPython, startFastApi } from './fastapi.mjs'

const python = findPython() ?? installPython()
const origin = `http://localhost:${process.env.PORT ?? (await freePort(5173))}`
const apiPort = await freePort(8000)
const apiUrl = `http://127.0.0.1:${apiPort}`

// Read by vite.config.ts, which makes the tokens for this API; and by the page, as every variable with this
// prefix.
process.env.VITE_API_URL = apiUrl
process.env.PORT = new URL(origin).port

const page = await createServer({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)) })
await page.listen()
const api = await startFastApi(python, {
  port: apiPort,
  ISSUER: `${origin}/oidc`,
  JWKS_URL: `${origin}/oidc/jwks`,
  AUDIENCE: apiUrl,
  APP_ORIGIN: origin,
  log: (text) => process.stdout.write(text),
})
console.log(`${origin}/`)

let stopped = false
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
await api.ended
if (!stopped) {
  console.error('FastAPI has ended by itself.')
  process.exitCode = 1
}
await page.close()

function stop() {
  stopped = true
  api.stop()
}

function installPython() {
  const { status } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('ensure-fastapi.mjs', import.meta.url))],
    {
      stdio: 'inherit',
    },
  )
  return findPython() ?? process.exit(status ?? 1)
}

/**
 * The port that people expect, or else any that is free.
 *
 * @param {number} preferred
 */
async function freePort(preferred) {
  return (await portIfFree(preferred)) ?? (await portIfFree(0)) ?? preferred
}

/** @param {number} port */
async function portIfFree(port) {
  const server = createTcpServer().listen(port)
  try {
    await once(server, 'listening')
  } catch {
    return undefined
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? address?.port : undefined
}
