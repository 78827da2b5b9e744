// Builds the examples and drives them in a browser. All of them: `npm run examples`; some:
// `npm run examples -- vue next`. Each is installed with the packed package in .cache/examples, once for each
// version of both.
//
// `npm test` drives the cheapest two of them, which are built from the project's own node_modules.

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const cache = resolve('.cache/examples')

/** What needs no package that the project does not have. */
export const cheapExamples = ['react-router', 'vue']

/** Without the one to share, which has no routes: `npm run try:init -- stackblitz` drives it. */
export function allExamples() {
  return readdirSync('examples', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'stackblitz')
    .map(({ name }) => name)
}

/**
 * Drives examples in a browser. `installed`: each with its own node_modules, and the packed package.
 *
 * @param {readonly string[]} names
 * @param {{ installed: boolean }} options
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function driveExamples(names, { installed }) {
  mkdirSync(cache, { recursive: true })
  const tarball = installed ? pack() : undefined
  const folders = names.map((name) => (tarball ? install(name, tarball) : fromProject(name)))
  const report = join(cache, 'report.json')
  rmSync(report, { force: true })
  const { status } = spawnSync('node_modules/.bin/playwright', ['test', '-c', 'test/examples'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      EXAMPLES: JSON.stringify(Object.fromEntries(names.map((name, at) => [name, folders[at]]))),
      // `npm test` is to stay quick.
      EXAMPLE_MODES: installed ? 'build dev' : 'build',
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  })
  if (!existsSync(report)) throw new Error('Playwright wrote no report.')
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(report, 'utf8')).stats
  const failed = unexpected + flaky
  // A runner that ends badly without a failed test, or ends well without any test, has failed itself.
  const isBroken = failed === 0 && (status !== 0 || expected === 0)
  return { passed: expected, failed: isBroken ? 1 : failed, skipped }
}

/** The tarball has a name of its own for each content, so that npm installs it where it has changed. */
function pack() {
  const args = ['pack', '--silent', '--pack-destination', cache]
  const name = execFileSync('npm', args, { encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  const packed = join(cache, name)
  const tarball = join(cache, `hallpass-${hashOf(readFileSync(packed))}.tgz`)
  renameSync(packed, tarball)
  return tarball
}

/**
 * @param {string} name
 * @param {string} tarball
 */
function install(name, tarball) {
  const folder = join(cache, 'installed', name)
  copy(name, folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  manifest.dependencies.hallpass = `file:${tarball}`
  const text = JSON.stringify(manifest, undefined, 2)
  writeFileSync(join(folder, 'package.json'), text)
  const stamp = join(folder, 'node_modules/.installed')
  const isInstalled = existsSync(stamp) && readFileSync(stamp, 'utf8') === text
  if (!isInstalled) {
    console.log(`Installing ${name} …`)
    const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    writeFileSync(stamp, text)
  }
  return folder
}

/**
 * Every package is found in the project's node_modules, and this package is the built one.
 *
 * @param {string} name
 */
function fromProject(name) {
  const folder = join(cache, 'project', name)
  copy(name, folder)
  const modules = join(cache, 'project/node_modules')
  mkdirSync(modules, { recursive: true })
  rmSync(join(modules, 'hallpass'), { force: true })
  symlinkSync(resolve('.'), join(modules, 'hallpass'), 'junction')
  return folder
}

/**
 * @param {string} name
 * @param {string} folder
 */
function copy(name, folder) {
  mkdirSync(folder, { recursive: true })
  for (const entry of readdirSync(folder))
    if (entry !== 'node_modules') rmSync(join(folder, entry), { recursive: true })
  cpSync(join('examples', name), folder, {
    recursive: true,
    filter: (source) => !/[\\/](node_modules|dist)$/.test(source),
  })
}

/** @param {Buffer} content */
function hashOf(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 12)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const all = allExamples()
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !all.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no example called ${unknown.join(', ')}. Use: ${all.join(', ')}.`)
    process.exit(2)
  }
  const { passed, failed } = driveExamples(asked.length > 0 ? asked : all, { installed: true })
  if (failed > 0) process.exitCode = 1
  console.log(`${passed} passed, ${failed} failed`)
}
