// The whole of the tests, from nothing: `npm test`. A part of them, by name: `npm test -- unit size`.
//
// Every suite runs, whatever became of the ones before it, and the last line counts them all.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { apiChecks } from './api-report.mjs'

import { canInstallFromDebian } from './debian.mjs'
import { cheapExamples, driveExamples } from './examples.mjs'
import { findPython } from './fastapi.mjs'
import { lineWidthChecks } from './line-widths.mjs'
import { packageChecks } from './package-checks.mjs'
import { sizeChecks } from './size.mjs'

/**
 * @typedef {import('./check.mjs').Check} Check
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 */

/** @type {Record<string, () => Promise<Count>>} */
const suites = {
  build: () => command('npm', ['run', '--silent', 'build']),
  types: () => commands(['tsc', []], ['tsc', ['-p', 'scripts']]),
  // `npm ci` refuses a lock that does not fit package.json, or lacks the optional packages of other systems.
  lockfile: () => command('npm', ['ci', '--dry-run', '--ignore-scripts', '--loglevel=error']),
  lint: () => command('biome', ['check', '--error-on-warnings']),
  prose: () => command('prettier', ['--check', '--log-level=warn', '.']),
  lines: async () => report(lineWidthChecks()),
  unused: () => command('knip', ['-t', 'tsconfig.build.json']),
  unit: unitTests,
  package: async () => report(await packageChecks()),
  api: async () => report(await apiChecks()),
  size: async () => report(await sizeChecks()),
  demo: () => command('npm', ['run', '--silent', 'demo:build']),
  fastapi: fastApiTests,
  browser: browserTests,
  examples: exampleTests,
}

const selected = selectSuites(process.argv.slice(2))
/** @type {Count} */
const total = { passed: 0, failed: 0, skipped: 0 }

mkdirSync('.cache', { recursive: true })
// Installing is waiting for the network, so it goes on behind the other suites; one after the other, as
// apt-get wants it.
const browsersReady = ['browser', 'examples'].some((name) => selected.includes(name))
  ? run(process.execPath, ['scripts/ensure-browsers.mjs'])
  : undefined
const fastApiReady = ['fastapi', 'browser'].some((name) => selected.includes(name))
  ? ensureFastApi()
  : undefined

for (const name of selected) {
  const startedAt = performance.now()
  const count = await suiteNamed(name)().catch(crashed)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  console.log(
    `${count.failed === 0 ? '✓' : '✗'} ${name}: ${count.passed} passed, ${count.failed} ` +
      `failed${skipped} (${seconds} s)`,
  )
  total.passed += count.passed
  total.failed += count.failed
}

if (total.failed > 0) process.exitCode = 1
console.log(`${total.passed} passed, ${total.failed} failed`)

/** @param {readonly string[]} names */
function selectSuites(names) {
  const all = Object.keys(suites)
  const unknown = names.filter((name) => !all.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no suite called ${unknown.join(', ')}. Use: ${all.join(', ')}.`)
    process.exit(2)
  }
  // Nearly everything looks at dist/, and a stale one misleads.
  return names.length === 0 ? all : all.filter((name) => name === 'build' || names.includes(name))
}

/** @param {string} name */
function suiteNamed(name) {
  const suite = suites[name]
  if (suite === undefined) throw new Error(`no suite ${name}`)
  return suite
}

/** @returns {Promise<Count>} */
async function unitTests() {
  const reportFile = '.cache/unit-tests.json'
  rmSync(reportFile, { force: true })
  const { code } = await run(
    'vitest',
    ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile}`],
    // It colours each dot wherever CI is set, and a log is read as text.
    { live: true, env: process.stdout.isTTY ? {} : { NO_COLOR: '1' } },
  )
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = readReport(reportFile)
  // A file that could not even be loaded has no failed test in it.
  const unloaded = testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' &&
      !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  )
  return withExitCode(code, {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests,
  })
}

async function ensureFastApi() {
  await browsersReady
  return run(process.execPath, ['scripts/ensure-fastapi.mjs'])
}

/** @returns {Promise<Count>} */
async function fastApiTests() {
  const ready = await fastApiReady
  const python = findPython()
  if (python === undefined) {
    console.log(ready?.output.trimEnd())
    // On anybody's own machine nothing is installed unasked, and nothing is failed for that.
    return canInstallFromDebian()
      ? { passed: 0, failed: 1, skipped: 0 }
      : { passed: 0, failed: 0, skipped: 1 }
  }
  const { code, output } = await run(python, ['-B', '-m', 'unittest', 'discover', '-s', 'demo/fastapi'])
  if (code !== 0) console.log(output.trimEnd())
  const number = (/** @type {RegExp} */ words) => Number(words.exec(output)?.[1] ?? 0)
  const failed = number(/failures=(\d+)/) + number(/errors=(\d+)/)
  return withExitCode(code, { passed: Math.max(number(/^Ran (\d+) /m) - failed, 0), failed, skipped: 0 })
}

/** @returns {Promise<Count>} */
async function browserTests() {
  await fastApiReady
  const installed = await browsersReady
  if (installed !== undefined && installed.output !== '') console.log(installed.output.trimEnd())
  const reportFile = '.cache/browser-tests.json'
  rmSync(reportFile, { force: true })
  const { code } = await run('playwright', ['test', '--reporter=dot,json'], {
    live: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
  })
  const { expected, unexpected, flaky, skipped } = readReport(reportFile).stats
  const count = withExitCode(code, { passed: expected, failed: unexpected + flaky, skipped })
  return installed?.code === 0 ? count : { ...count, failed: count.failed + 1 }
}

/** @returns {Promise<Count>} */
async function exampleTests() {
  await browsersReady
  return driveExamples(cheapExamples, { installed: false })
}

/** @param {string} file */
function readReport(file) {
  if (!existsSync(file)) throw new Error(`The test runner wrote no report (${file}).`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/**
 * A runner that ends badly without a failed test, or ends well without any test, has failed itself.
 * @param {number} code
 * @param {Count} count
 * @returns {Count}
 */
function withExitCode(code, count) {
  if (count.failed === 0 && (code !== 0 || count.passed === 0)) {
    console.log(`The test runner ended with code ${code} after ${count.passed} passed tests.`)
    return { ...count, failed: 1 }
  }
  return count
}

/**
 * @param {readonly Check[]} checks
 * @returns {Count}
 */
function report(checks) {
  const failed = checks.filter(({ problems }) => problems.length > 0)
  for (const { name, problems } of failed)
    console.log(`${name}:\n${problems.map((line) => `  ${line}`).join('\n')}`)
  return { passed: checks.length - failed.length, failed: failed.length, skipped: 0 }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Count>}
 */
async function command(program, args) {
  const { code, output } = await run(program, args)
  if (code === 0) return { passed: 1, failed: 0, skipped: 0 }
  console.log(output.trimEnd())
  return { passed: 0, failed: 1, skipped: 0 }
}

/**
 * @param {readonly [program: string, args: readonly string[]][]} list
 * @returns {Promise<Count>}
 */
async function commands(...list) {
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const [program, args] of list) {
    const { passed, failed } = await command(program, args)
    count.passed += passed
    count.failed += failed
  }
  return count
}

/**
 * @param {unknown} error
 * @returns {Count}
 */
function crashed(error) {
  console.log(error instanceof Error ? (error.stack ?? error.message) : error)
  return { passed: 0, failed: 1, skipped: 0 }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ live?: boolean, env?: Record<string, string> }} [options]
 */
async function run(program, args, { live = false, env = {} } = {}) {
  const child = spawn(program, args, {
    env: { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`, ...env },
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (/** @type {Buffer} */ chunk) => {
    output += chunk
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const [code] = await once(child, 'close')
  return { code: /** @type {number} */ (code ?? 1), output }
}
