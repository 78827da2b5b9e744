// From an empty folder to signed in, with each framework's own template: `node scripts/try-init.mjs`, or some
// of them: `node scripts/try-init.mjs react-ts next`. It installs packages, and so is not part of `npm test`.
//
// `stackblitz` is no template but examples/stackblitz, as it is, with the packed package.
//
// Each line says how long it took: the template, the packages, `npx hallpass init`, the build, and the first
// sign-in in a browser with the app's own development server.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowsers } from './browsers.mjs'

const vite = (/** @type {string} */ template) => ({
  create: `npm create --yes vite@latest app -- --template ${template} --no-interactive`,
  dev: 'npm run dev -- --port 5199 --strictPort',
  url: 'http://localhost:5199/',
  devServer: false,
})

/**
 * @typedef {object} Template
 * @property {string} create
 * @property {string} dev
 * @property {string} url
 * @property {true} [isReady]        It is an app already, and `npx hallpass init` has nothing to do.
 * @property {boolean} devServer    Does the app need `npx hallpass dev-server` beside it?
 * @property {(folder: string) => void} [prepare]  What a network without the outside needs changed.
 */

/** @type {Record<string, Template>} */
const templates = {
  ...Object.fromEntries(
    ['vanilla-ts', 'react-ts', 'vue-ts', 'svelte-ts', 'solid-ts', 'preact-ts', 'react', 'vanilla'].map(
      (name) => [name, vite(name)],
    ),
  ),
  next: {
    create:
      'npx --yes create-next-app@latest app --ts --app --src-dir --no-tailwind --no-eslint --skip-install ' +
      '--use-npm --disable-git --yes',
    dev: 'npm run dev -- --port 3000',
    url: 'http://localhost:3000/',
    devServer: true,
    // The template loads its fonts from Google while it is built.
    prepare: (folder) =>
      rewrite(join(folder, 'src/app/layout.tsx'), (text) =>
        text
          .replace(/^import \{ Geist.*\n/m, '')
          .replace(/^const geist[\s\S]*?^\}\);\n/gm, '')
          .replace(/ className=\{`.*?`\}/, ''),
      ),
  },
  angular: {
    create: 'npx --yes @angular/cli@21 new app --defaults --skip-install --skip-git',
    dev: 'npm run start -- --port 4200',
    url: 'http://localhost:4200/',
    devServer: true,
    // A registry may have the command line of a release before it has its other packages.
    prepare: (folder) =>
      rewrite(join(folder, 'package.json'), (text) =>
        text.replace(/("@angular\/(build|cli)": "\^\d+)[\d.]*/g, '$1.0.0'),
      ),
  },
}

templates.stackblitz = {
  create: `cp -r ${join(process.cwd(), 'examples/stackblitz')} app`,
  dev: 'npm start -- --port 5199 --strictPort',
  url: 'http://localhost:5199/',
  devServer: false,
  isReady: true,
}

const [flags, names] = [
  process.argv.slice(2).filter((one) => one.startsWith('--')),
  process.argv.slice(2).filter((one) => !one.startsWith('--')),
]
const unknown = names.filter((name) => !Object.hasOwn(templates, name))
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}. Use: ${Object.keys(templates).join(', ')}.`)

const { chromium: installed } = findBrowsers()
if (installed === undefined)
  throw new Error('There is no Chromium here. Run: node scripts/ensure-browsers.mjs chromium')

const packed = mkdtempSync(join(tmpdir(), 'hallpass-packed-'))
shell(`npm pack --loglevel=error --pack-destination ${packed}`, process.cwd())
const tarball = join(packed, readdirSync(packed).find((file) => file.endsWith('.tgz')) ?? '')

try {
  for (const name of names.length > 0 ? names : Object.keys(templates)) {
    try {
      console.log(`${name.padEnd(11)} ${await tryOne(name)}`)
    } catch (error) {
      console.log(`${name.padEnd(11)} FAILED: ${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(packed, { recursive: true })
}

/** @param {string} name */
async function tryOne(name) {
  const { create, dev, url, devServer, prepare, isReady } = /** @type {typeof templates[string]} */ (
    templates[name]
  )
  const root = mkdtempSync(join(tmpdir(), `hallpass-init-${name}-`))
  const folder = join(root, 'app')
  /** @type {import('node:child_process').ChildProcess[]} */
  const running = []
  /** @type {string[]} */
  const times = []
  const startedAt = performance.now()
  let lastAt = startedAt
  const lap = (/** @type {string} */ what) => {
    const now = performance.now()
    times.push(`${what} ${((now - lastAt) / 1000).toFixed(1)} s`)
    lastAt = now
  }
  try {
    shell(create, root)
    prepare?.(folder)
    lap('template')
    shell(`npm install --no-audit --no-fund --loglevel=error ${tarball}`, folder)
    lap('packages')
    if (!isReady) {
      const before = textsIn(folder)
      shell('npx hallpass init --yes', folder)
      lap('init')
      keepsEverything(folder, before)
    }
    shell('npm run build', folder)
    lap('build')
    if (devServer) running.push(start('npx hallpass dev-server', folder))
    running.push(start(dev, folder))
    await signIn(url)
    lap('sign-in')
    return `${((performance.now() - startedAt) / 1000).toFixed(0)} s  (${times.join(', ')})`
  } finally {
    await Promise.all(running.map(stop))
    if (!flags.includes('--keep'))
      rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
    else console.log(root)
  }
}

/**
 * @param {string} file
 * @param {(text: string) => string} change
 */
function rewrite(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

/** @param {string} url */
async function signIn(url) {
  const browser = await chromium.launch(installed)
  try {
    const page = await browser.newPage()
    await opened(page, url)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: /Ada Lovelace/ }).click()
    await page.getByRole('button', { name: 'Sign out Ada Lovelace' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Sign out Ada Lovelace' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  } finally {
    await browser.close()
  }
}

/**
 * A development server takes a while until it listens.
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 */
async function opened(page, url) {
  const until = performance.now() + 90_000
  while (true) {
    const error = await page.goto(url).then(
      () => undefined,
      (reason) => reason,
    )
    if (error === undefined) return
    if (performance.now() > until) throw error
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/**
 * @param {string} command
 * @param {string} cwd
 */
function shell(command, cwd) {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd,
    shell: true,
    encoding: 'utf8',
    env: environment(),
  })
  if (status !== 0) throw new Error(`${command}\n${stdout}\n${stderr}`)
}

/**
 * @param {string} command
 * @param {string} cwd
 */
function start(command, cwd) {
  return spawn(command, { cwd, shell: true, stdio: 'ignore', detached: true, env: environment() })
}

/**
 * Ends the whole group: a shell, npm, and the server, which writes to its folder until it is gone.
 * @param {import('node:child_process').ChildProcess} child
 */
async function stop({ pid }) {
  const isThere = (/** @type {NodeJS.Signals | 0} */ signal) => {
    try {
      return pid !== undefined && process.kill(-pid, signal)
    } catch {
      return false
    }
  }
  isThere('SIGTERM')
  for (let waited = 0; isThere(0); waited += 100) {
    if (waited === 5000) isThere('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function environment() {
  return { ...process.env, CI: '1', NG_CLI_ANALYTICS: 'false', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' }
}

/**
 * The text of each file of the project itself.
 * @param {string} folder
 */
function textsIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.startsWith('node_modules') && /\.([jt]sx?|vue|svelte|html|css|json)$/.test(file),
  )
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
}

/**
 * Nothing that was there is changed: each text is still in its file, with something put in between at most.
 * @param {string} folder
 * @param {ReadonlyMap<string, string>} before
 */
function keepsEverything(folder, before) {
  for (const [file, text] of before) {
    if (/^package(-lock)?\.json$/.test(file)) continue
    const now = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : ''
    let at = 0
    for (const character of text) {
      at = now.indexOf(character, at) + 1
      if (at === 0) throw new Error(`${file} has lost something`)
    }
  }
}
