// What an app's developers get: the packed package, installed in a folder outside of this project, and small
// apps that are tested with `hallpass/testing` there. Not part of `npm test`, since it installs packages.
// `npm run test:kit`, or some of it: `npm run test:kit -- vitest jest`; four workers and tokens of two
// seconds for two minutes: `npm run test:kit -- soak`.
//
// `webpack` and `storybook` are apps with the tools of others, beside `npx hallpass dev-server`; for Next and
// Angular there is `npm run examples -- next angular`.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowsers } from './browsers.mjs'

/**
 * @typedef {object} Suite
 * @property {readonly string[]} commands
 * @property {string} [app]  A folder of test/kit with packages of its own, which are installed there.
 * @property {Readonly<Record<string, string>>} [env]
 */

/** @type {Readonly<Record<string, Suite>>} */
const suites = {
  vitest: { commands: ['npx vitest run'] },
  jest: { commands: ['npx jest --config jest/jest.config.cjs'] },
  playwright: { commands: ['npx playwright test --config e2e login.spec.js'] },
  msw: {
    commands: ['npx msw init app/public --no-save', 'npx playwright test --config e2e msw.spec.js'],
  },
  // The program of Cypress comes from a host of its own; its types are enough to compile a test.
  cypress: {
    app: 'cypress',
    commands: ['npm exec --prefix cypress -- tsc --project cypress'],
    env: { CYPRESS_INSTALL_BINARY: '0' },
  },
  webpack: {
    app: 'webpack',
    commands: ['npx playwright test --config beside'],
    env: { APP: 'webpack' },
  },
  storybook: {
    app: 'storybook',
    commands: ['npx playwright test --config beside'],
    env: { APP: 'storybook', STORYBOOK_DISABLE_TELEMETRY: '1' },
  },
  soak: {
    commands: ['npx playwright test --config e2e soak.spec.js'],
    env: { SOAK_SECONDS: '120', TOKEN_SECONDS: '2' },
  },
}
const usual = Object.keys(suites).filter((name) => name !== 'soak')
/** What the apps use in the versions that this project has. */
const shared = ['@playwright/test', 'happy-dom', 'jose', 'oidc-provider', 'vite', 'vitest']

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(suites, name))
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}. Use: ${Object.keys(suites).join(', ')}.`)

const { version, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'hallpass-kit-'))
try {
  cpSync('test/kit', folder, { recursive: true })
  if (!run(`npm pack --loglevel=error --pack-destination ${folder}`, { cwd: process.cwd() }))
    throw new Error('The package could not be packed.')
  install('', shared)
  for (const name of asked.length > 0 ? asked : usual) {
    const { app, commands, env } = /** @type {Suite} */ (suites[name])
    if (app !== undefined) install(app, app === 'storybook' ? ['vite'] : [], env)
    for (const command of commands) {
      console.log(`\n${name}: ${command}`)
      if (!run(command, { env })) process.exitCode = 1
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * @param {string} app
 * @param {readonly string[]} packages  In the versions that this project has.
 * @param {Readonly<Record<string, string>>} [env]
 */
function install(app, packages, env) {
  const path = join(folder, app, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  for (const name of packages) manifest.dependencies[name] = devDependencies[name]
  manifest.dependencies.hallpass = `file:${join(folder, `hallpass-${version}.tgz`)}`
  writeFileSync(path, JSON.stringify(manifest, undefined, 2))
  const command = 'npm install --no-audit --no-fund --no-package-lock --loglevel=error'
  if (!run(command, { cwd: join(folder, app), env }))
    throw new Error(`The packages of ${app || 'the apps'} could not be installed.`)
}

/**
 * @param {string} command
 * @param {{ readonly env?: Readonly<Record<string, string>> | undefined, readonly cwd?: string }} options
 */
function run(command, { env = {}, cwd = folder }) {
  const { executablePath } = findBrowsers().chromium ?? {}
  const { status } = spawnSync(command, {
    cwd,
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...(executablePath && { HALLPASS_CHROMIUM: executablePath }), ...env },
  })
  return status === 0
}
