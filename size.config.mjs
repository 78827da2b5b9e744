// What may be loaded, in bytes of gzip. Checked by `npm run size`, and with the tests.

import { readFileSync } from 'node:fs'

/**
 * @typedef {object} Budget
 * @property {string} name
 * @property {string} file         A program that a user could write, bundled as they would.
 * @property {string} [source]     The program, where it is not in a file.
 * @property {number} limit
 * @property {'at once'} [counts]             Counts what a page has loaded before its first line runs, and nothing later.
 * @property {readonly string[]} [notCounted]   Chunks that the normal life of this program does not load: what explains
 *                                 and repairs failures, and options it does not use. By the name of their first file.
 *                                 Whatever is not named here counts, loaded at once or on demand.
 * @property {string} [addedTo]    The name of a budget above: only what comes on top of it counts.
 * @property {true} [manyLanguages]   Its texts may have letters beyond Latin-1.
 * @property {readonly string[]} [external]     Packages the user has anyway, like a framework.
 */

// Loaded for options and flows that a program does not use, and the texts of errors.
const chosen = ['explain', 'profile', 'pushed', 'server-part', 'ask-to-step-up', 'popup-chunk']

// The bundler decides whether files that the core and a chunk share stay in the core. If a small change costs
// 0.8 kB, look at the chunks that `npm run size` prints: a file like errors.ts has become a chunk of its own.

/** @type {readonly Budget[]} */
export const budgets = [
  {
    // Everything that a session of this program can need, on good days and bad ones. The database is for remember: 'browser'.
    name: 'quick start',
    file: 'test/size/quick-start.ts',
    limit: 28_100,
    notCounted: ['database', ...chosen],
  },
  {
    // With what signs, and the database that keeps the key.
    name: 'hallpass/dpop',
    file: 'test/size/dpop.ts',
    limit: 4_400,
    addedTo: 'quick start',
    notCounted: chosen,
  },
  {
    name: 'hallpass/userinfo',
    file: 'test/size/user-info.ts',
    limit: 900,
    addedTo: 'quick start',
    notCounted: ['database', ...chosen],
  },
  {
    name: 'hallpass/silent',
    file: 'test/size/silent.ts',
    limit: 960,
    addedTo: 'quick start',
    counts: 'at once',
  },
  {
    // The guard with one adapter.
    name: 'hallpass/router',
    file: 'test/size/router.ts',
    limit: 1_510,
    addedTo: 'quick start',
    counts: 'at once',
  },
  {
    name: 'hallpass/providers, one of them',
    file: 'test/size/provider.ts',
    limit: 1_540,
    addedTo: 'quick start',
    counts: 'at once',
  },
  {
    name: 'hallpass/providers, three in one session',
    file: 'test/size/several-providers.ts',
    limit: 3_060,
    addedTo: 'quick start',
    counts: 'at once',
  },
  {
    // The three elements, with two buttons and a second language.
    name: 'hallpass/elements',
    file: 'test/size/elements.ts',
    limit: 7_850,
    addedTo: 'quick start',
    counts: 'at once',
    manyLanguages: true,
  },
  // For development; a build for production has nothing of it (test/devtools/production.test.ts).
  {
    ...onTop('hallpass/devtools', "import * as all from 'hallpass/devtools'", 'all', 18_550),
    manyLanguages: true,
  },
  // For development and support pages, with what is known of each provider; loaded when it is used.
  {
    ...onTop(
      'hallpass/diagnose',
      "import { describeDiagnosis, diagnose } from 'hallpass/diagnose'",
      '[describeDiagnosis, diagnose]',
      33_050,
    ),
    manyLanguages: true,
  },
  onTop(
    'verifySignatures',
    "import { verifySignatures } from 'hallpass/signatures'",
    'verifySignatures',
    2_800,
  ),
  onTop('fapi2', "import { fapi2 } from 'hallpass/fapi'", 'fapi2', 4_400),
  onTop('frontChannelLogout', "import { frontChannelLogout } from 'hallpass'", 'frontChannelLogout', 300),
  onTop('authorizeCall', "import { authorizeCall } from 'hallpass'", 'authorizeCall', 280),
  onTop('messageFor', "import { messageFor } from 'hallpass'", 'messageFor', 700),
  // The adapters are weighed whole, without the framework.
  onTop('hallpass/react', "import * as all from 'hallpass/react'", 'all', 760, ['react']),
  onTop('hallpass/preact', "import * as all from 'hallpass/preact'", 'all', 770, ['preact', 'preact/hooks']),
  onTop('hallpass/vue', "import * as all from 'hallpass/vue'", 'all', 950, ['vue']),
  onTop('hallpass/svelte', "import * as all from 'hallpass/svelte'", 'all', 450, ['svelte', 'svelte/store']),
  onTop('hallpass/solid', "import * as all from 'hallpass/solid'", 'all', 800, ['solid-js']),
  onTop('hallpass/angular', "import * as all from 'hallpass/angular'", 'all', 1_270, [
    '@angular/core',
    '@angular/common/http',
    'rxjs',
  ]),
  onTop('hallpass/query', "import * as all from 'hallpass/query'", 'all', 340),
  ...buttons().map((name) => ({
    // Alone, which is a little more than what it adds to others: logos have much in common.
    name: `  ${name}`,
    file: `${name}.js`,
    source: `export { ${name} } from 'hallpass/elements'`,
    limit: name === 'oktaButton' ? 1_900 : 1_600,
  })),
]

/**
 * The quick start, with something more that is imported and used.
 *
 * @param {string} name
 * @param {string} importing
 * @param {string} used
 * @param {number} limit
 * @param {readonly string[]} [external]
 * @returns {Budget}
 */
function onTop(name, importing, used, limit, external = []) {
  return {
    name,
    file: `test/size/quick-start-with-${name.replace('/', '-')}.ts`,
    source: `${importing}\n${readFileSync('test/size/quick-start.ts', 'utf8')}\nconsole.log(${used})`,
    limit,
    addedTo: 'quick start',
    counts: 'at once',
    external,
  }
}

function buttons() {
  const brands = readFileSync('src/elements/brands.ts', 'utf8')
  return [...brands.matchAll(/^export const (\w+): Brand/gm)].map(([, name = '']) => name)
}
