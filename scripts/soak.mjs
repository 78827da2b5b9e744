// Many tabs, short-lived tokens, a bad network: `npm run soak -- [minutes] [chromium|firefox|webkit] [seed]
// [tabs]`. Ends with 1 if anybody was signed out who should not have been. The same seed makes the same
// troubles in the same order.

import { createServer } from 'vite'
import { engines } from './browsers.mjs'

const [minutes = '1', engine = 'chromium', seed = String(Date.now() % 2 ** 32), tabs = '20'] =
  process.argv.slice(2)
const known = engines.find((name) => name === engine)
if (!known || ![minutes, seed, tabs].every((text) => Number(text) > 0)) {
  console.error('npm run soak -- [minutes] [chromium|firefox|webkit] [seed] [tabs]')
  process.exit(2)
}

// The tests are TypeScript, which Node 20 does not read.
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
const { soak } = await vite.ssrLoadModule('/test/browser/soak/soak.ts')
const well = await soak({
  minutes: Number(minutes),
  engine: known,
  seed: Number(seed),
  tabs: Number(tabs),
  say: (/** @type {string} */ line) => console.log(line),
})
await vite.close()
process.exit(well ? 0 : 1)
