// The documents as a static site, in site/dist: `npm run docs`. `npm run docs -- --serve` shows them while
// one writes, and `npm run docs -- --preview` shows what was built. The rest of the line is for VitePress:
// `npm run docs -- --base /hallpass/`. Installs VitePress the first time (site/package.json).

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const folder = 'site'
const args = process.argv.slice(2)
const rest = args.filter((argument) => argument !== '--serve' && argument !== '--preview')

if (!existsSync(`${folder}/node_modules`)) run('npm', ['ci', '--ignore-scripts'])
run('npx', ['--no-install', 'vitepress', command(), '.', ...rest])

function command() {
  if (args.includes('--serve')) return 'dev'
  return args.includes('--preview') ? 'preview' : 'build'
}

/**
 * @param {string} program
 * @param {readonly string[]} words
 */
function run(program, words) {
  const { status } = spawnSync(program, words, { cwd: folder, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
