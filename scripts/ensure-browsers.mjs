// Makes sure the browsers of the tests are here: `node scripts/ensure-browsers.mjs [chromium] [firefox]
// [webkit]`. Installs only what is missing: as root on Debian from Debian's packages, anywhere else
// Playwright's own builds.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { engines, findBrowsers } from './browsers.mjs'
import { canInstallFromDebian, installFromDebian } from './debian.mjs'
import { runQuietly } from './run-quietly.mjs'

/** @typedef {import('./browsers.mjs').Engine} Engine */

/** @type {Record<Engine, readonly string[]>} */
const debianPackages = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb', 'xauth', 'libgl1-mesa-dri'],
}

const wanted = wantedEngines(process.argv.slice(2))
const missingAtFirst = missingOf(wanted)
if (missingAtFirst.length > 0) {
  console.log(`Installing ${missingAtFirst.join(', ')} …`)
  if (canInstallFromDebian()) installFromDebian(missingAtFirst.flatMap((engine) => debianPackages[engine]))
  else installFromPlaywright(missingAtFirst)
}

const missing = missingOf(wanted)
if (missing.length > 0) {
  console.error(explain(missing))
  process.exit(1)
}
const found = findBrowsers()
for (const engine of wanted) console.log(`${engine}: ${whereabouts(found[engine])}`)

/**
 * @param {readonly string[]} names
 * @returns {readonly Engine[]}
 */
function wantedEngines(names) {
  const unknown = names.filter((name) => !engines.some((engine) => engine === name))
  if (unknown.length > 0) {
    console.error(`There is no engine called ${unknown.join(', ')}. Use: ${engines.join(', ')}.`)
    process.exit(2)
  }
  return names.length === 0 ? engines : engines.filter((engine) => names.includes(engine))
}

/** @param {readonly Engine[]} list */
function missingOf(list) {
  const present = findBrowsers()
  return list.filter((engine) => present[engine] === undefined)
}

/** @param {readonly Engine[]} list */
function installFromPlaywright(list) {
  const require = createRequire(import.meta.url)
  const cli = join(dirname(require.resolve('@playwright/test/package.json')), 'cli.js')
  runQuietly(process.execPath, [cli, 'install', ...list])
}

/** @param {readonly Engine[]} list */
function explain(list) {
  const packages = list.flatMap((engine) => debianPackages[engine]).join(' ')
  const variables = list
    .map((engine) =>
      engine === 'webkit'
        ? 'HALLPASS_WEBKIT_DRIVER and HALLPASS_WEBKIT_MINIBROWSER'
        : `HALLPASS_${engine.toUpperCase()}`,
    )
    .join(', ')
  return [
    `The browser tests need ${list.join(', ')}, which could not be found or installed. One of these helps:`,
    `  npx playwright install --with-deps ${list.join(' ')}     (any system)`,
    `  sudo apt-get install ${packages}     (Debian)`,
    `  setting ${variables} to the path of one that is installed`,
  ].join('\n')
}

/** @param {import('./browsers.mjs').Browsers[Engine]} browser */
function whereabouts(browser) {
  if (browser === undefined) return 'missing'
  if (browser === 'playwright') return "Playwright's own"
  if ('driver' in browser) return browser.minibrowser
  return browser.executablePath ?? "Playwright's own"
}
