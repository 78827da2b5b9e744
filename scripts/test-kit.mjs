// What an app's developers get: the packed package, installed in a folder outside of this project, and small
// apps that are tested with `hallpass/testing` there. Not part of `npm test`, since it installs packages.
// `npm run test:kit`, or some of it: `npm run test:kit -- vitest jest`; four workers and tokens of two
// seconds for two minutes: `npm run test:kit -- soak`.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowsers } from './browsers.mjs'

/** @type {Readonly<Record<string, readonly [command: string, env?: Readonly<Record<string, string>>]>>} */
const suites = {
  vitest: ['npx vitest run'],
  jest: ['npx jest --config jest/jest.config.cjs'],
  playwright: ['npx playwright test --config e2e login.spec.js'],
  soak: ['npx playwright test --config e2e soak.spec.js', { SOAK_SECONDS: '120', TOKEN_SECONDS: '2' }],
}
const usual = ['vitest', 'jest', 'playwright']
/** What the apps use in the versions that this project has. */
const shared = ['@playwright/test', 'happy-dom', 'oidc-provider', 'vite', 'vitest']

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(suites, name))
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}. Use: ${Object.keys(suites).join(', ')}.`)

const folder = mkdtempSync(join(tmpdir(), 'hallpass-kit-'))
try {
  install()
  for (const name of asked.length > 0 ? asked : usual) {
    const [command, env] = suites[name] ?? ['']
    console.log(`\n${name}: ${command}`)
    if (!run(command, env)) process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function install() {
  cpSync('test/kit', folder, { recursive: true })
  const { version, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const name of shared) manifest.dependencies[name] = devDependencies[name]
  manifest.dependencies.hallpass = `file:hallpass-${version}.tgz`
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2))
  const packed = run(`npm pack --loglevel=error --pack-destination ${folder}`, {}, process.cwd())
  if (!packed || !run('npm install --no-audit --no-fund --no-package-lock --loglevel=error'))
    throw new Error('The package could not be installed.')
}

/**
 * @param {string} command
 * @param {Readonly<Record<string, string>>} [env]
 * @param {string} [cwd]
 */
function run(command, env = {}, cwd = folder) {
  const { executablePath } = findBrowsers().chromium ?? {}
  const { status } = spawnSync(command, {
    cwd,
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...(executablePath && { HALLPASS_CHROMIUM: executablePath }), ...env },
  })
  return status === 0
}
