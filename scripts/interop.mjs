// Real authorization servers against the built package in Chromium: `npm run interop -- [server …]
// [--step=part of a name]`. Installs each server the first time. Ends with 1 if a step failed. All of it
// writes docs/interop.md.

import { createServer } from 'vite'

const parameters = process.argv.slice(2)
const step = parameters.find((parameter) => parameter.startsWith('--step='))?.slice('--step='.length)
const only = parameters.filter((parameter) => !parameter.startsWith('--'))

// The tests are TypeScript, which Node 20 does not read.
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
const { interop } = await vite.ssrLoadModule('/test/interop/interop.ts')
const well = await interop({ only, step })
await vite.close()
process.exit(well ? 0 : 1)
