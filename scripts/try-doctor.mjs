// What the doctor says of real servers, of the development server's faults and of simulated providers:
// `npm run try:doctor`, or some of them: `npm run try:doctor -- glewlwyd dev-server google`. Installs each
// server the first time, as `npm run interop` does.

import { createServer } from 'vite'

// It is TypeScript, which Node 20 does not read.
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
const { tryDoctor } = await vite.ssrLoadModule('/test/interop/doctor.ts')
await tryDoctor(process.argv.slice(2))
await vite.close()
process.exit(0)
