// Hallpass beside other libraries: `npm run bench:peers -- [--only=size,requests] [--libraries=hallpass,…]`.
// Installs them the first time (bench/peers/package.json). All of it takes about 15 minutes where nothing
// else runs; `ROUNDS=2` makes it short and rough, and `--only=report` measures nothing. Writes results.json
// in bench/peers, and from it docs/benchmarks.md, its pictures, and the table in README.md.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'vite'

const folder = 'bench/peers'

/** @param {string} name */
const list = (name) =>
  process.argv
    .find((argument) => argument.startsWith(`--${name}=`))
    ?.slice(name.length + 3)
    .split(',') ?? []

if (!existsSync(`${folder}/node_modules`)) {
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

// The bench is TypeScript, which Node 20 does not read.
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
const { run } = await vite.ssrLoadModule(`/${folder}/run.ts`)
await run(list('only'), list('libraries'))
await vite.close()
process.exit()
