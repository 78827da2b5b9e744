// One page for each error in docs/errors/, made of what the code has: the docstring and the type of its
// details (src/error-details.ts), its texts (src/explain.ts), and the checks of the doctor that find its
// cause (src/diagnose/). `npm run errors:update` writes them; a test compares.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { format, resolveConfig } from 'prettier'

/**
 * @typedef {import('../src/error-details.js').AuthErrorCode} Code
 * @typedef {import('../src/error-details.js').AuthErrorDetails} Details
 *
 * @typedef {object} Parts
 * @property {string} source  The text of src/error-details.ts.
 * @property {(code: Code, details: never) => string} textOf
 * @property {(code: Code) => 'retry' | 'sign-in' | 'fix'} recoveryOf
 * @property {readonly import('../src/diagnose/check.js').Check[]} checks
 */

const folder = 'docs/errors'
const issuer = 'https://login.example.com'
const tokenEndpoint = { endpoint: 'token endpoint' }

/**
 * Details that an error may have, one set for each text that it has.
 * @type {{ readonly [One in Code]: readonly Details[One][] }}
 */
const examples = {
  configuration: [
    { option: 'clientId', reason: 'write the id that the server gave this app' },
    { error: 'invalid_scope' },
    { error: 'invalid_redirect_uri' },
    { error: 'invalid_client' },
    { error: 'invalid_target' },
    { error: 'invalid_dpop_proof' },
    { error: 'invalid_request', description: 'Pushed Authorization Request must be used' },
  ],
  network: [
    tokenEndpoint,
    { endpoint: 'revocation endpoint' },
    { endpoint: "rest of this library's script" },
  ],
  timeout: [tokenEndpoint],
  'silent-unanswered': [{ timeoutMs: 10_000 }, { timeoutMs: 10_000, localNetworkAccess: 'prompt' }],
  'server-unavailable': [
    { ...tokenEndpoint, status: 503 },
    { ...tokenEndpoint, status: 429, retryAfterMs: 30_000 },
  ],
  'invalid-response': [
    {
      endpoint: 'discovery document',
      problem: 'not-json',
      urls: [`${issuer}/.well-known/openid-configuration`],
    },
    { ...tokenEndpoint, problem: 'redirect', status: 302 },
    { ...tokenEndpoint, problem: 'too-long' },
    { ...tokenEndpoint, problem: 'malformed', status: 404 },
  ],
  'login-refused': [{ error: 'access_denied' }],
  'callback-rejected': [
    { reason: 'unknown-state' },
    { reason: 'expired' },
    { reason: 'malformed' },
    { reason: 'wrong-issuer' },
    { reason: 'missing-issuer' },
    { reason: 'wrong-redirect-uri' },
  ],
  'grant-refused': [
    { error: 'invalid_grant', status: 400 },
    { error: '', status: 400 },
  ],
  'revocation-refused': [{ status: 401, error: 'invalid_client' }, {}],
  'id-token-rejected': [{ claim: 'exp', clockOffMs: 300_000 }, { claim: 'auth_time' }, { claim: 'nonce' }],
  'user-rejected': [{ issues: ['roles: expected a list'] }],
  'signed-out': [{}],
  forbidden: [{}],
  'target-not-allowed': [
    { url: 'https://other.example/orders', reason: 'not-listed' },
    { url: 'https://api.example.com/orders', reason: 'redirect' },
    { url: 'https://api.example.com/orders', reason: 'no-cors' },
    { url: 'https://api.example.com/orders', reason: 'own-authorization' },
  ],
  'body-not-replayable': [{ url: 'https://api.example.com/upload', status: 401 }],
  'step-up-required': [{ scope: ['orders:write'] }, { acrValues: ['mfa'] }, { maxAge: 300 }],
  storage: [{ area: 'login' }, { area: 'dpop' }, { area: 'browser' }],
  'dpop-nonce-refused': [
    { url: `${issuer}/token`, reason: 'hidden' },
    { url: `${issuer}/token`, reason: 'again' },
  ],
  'dpop-key-lost': [{}],
  'popup-blocked': [{}],
  'popup-closed': [{}],
  'login-loop': [{}],
  framed: [{ page: 'login' }, { page: 'sign-out' }],
  'login-abandoned': [{}],
}

const recoveries = {
  retry: 'A network or a server is in trouble, and the session goes on. The same call may succeed later.',
  'sign-in': 'A person has to sign in, again or with more: show the button, call `login()`.',
  fix: 'Code, configuration or a server is wrong, and a developer has to change it.',
}

/**
 * The text of each page, by its file. Prettier's settings are those of the project.
 * @param {Parts} parts
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export async function errorPages(parts) {
  const config = await resolveConfig(`${folder}/README.md`)
  const documented = readDocumented(parts.source)
  const pages = new Map([[`${folder}/README.md`, index(documented, parts)]])
  for (const one of documented) pages.set(`${folder}/${one.code}.md`, page(one, parts))
  for (const [file, text] of pages) pages.set(file, await format(text, { ...config, parser: 'markdown' }))
  return pages
}

/** @typedef {{ code: Code, text: string, type: string }} Documented */

/**
 * @param {string} source
 * @returns {readonly Documented[]}
 */
function readDocumented(source) {
  const body = source.slice(source.indexOf('export interface AuthErrorDetails {'))
  const members = body
    .slice(0, body.indexOf('\n}\n') + 1)
    .matchAll(/^ {2}\/\*\*([\s\S]*?)\*\/\n {2}'?([a-z-]+)'?: ([\s\S]*?)\n(?= {2}\/\*\*|$(?![\s\S]))/gm)
  return [...members].map(([, docstring = '', code = '', type = '']) => ({
    code: /** @type {Code} */ (code),
    text: docstring
      .split('\n')
      .map((line) => line.replace(/^\s*\*? ?/, '').trim())
      .filter(Boolean)
      .join(' '),
    type: type.replace(/^ {2}/gm, ''),
  }))
}

/**
 * @param {readonly Documented[]} documented
 * @param {Parts} parts
 */
function index(documented, { recoveryOf }) {
  const lines = Object.entries(recoveries).flatMap(([recovery, meaning]) => [
    `## \`${recovery}\``,
    meaning,
    documented
      .filter(({ code }) => recoveryOf(code) === recovery)
      .map(({ code, text }) => `- [\`${code}\`](${code}.md): ${firstSentence(text)}`)
      .join('\n'),
  ])
  return [
    '# Every error',
    made,
    'One page for each `code` of an `AuthError`, by what can be done about it: its `recovery`. What ' +
      'to do with an error in an app, and the frequent ones, are in [the guide to ' +
      'errors](../guides/errors.md). `npx hallpass doctor` looks for the causes: see [the ' +
      'doctor](../guides/doctor.md).',
    ...lines,
  ].join('\n\n')
}

/**
 * @param {Documented} documented
 * @param {Parts} parts
 */
function page({ code, text, type }, { textOf, recoveryOf, checks }) {
  const recovery = recoveryOf(code)
  const says = examples[code].map((details) => `> ${textOf(code, /** @type {never} */ (details))}`)
  const found = checks.filter(({ errors }) => errors.includes(code))
  return [
    `# \`${code}\``,
    made,
    text,
    `**\`recovery: '${recovery}'\`**: ${recoveries[recovery]}`,
    '## What it says',
    'With example details:',
    ...says,
    ...(/^Record</.test(type) ? [] : ['## `details`', `\`\`\`text\n${type}\n\`\`\``]),
    ...(found.length === 0
      ? []
      : [
          '## What the doctor looks at',
          '`npx hallpass doctor <issuer>`, and `diagnose(client)` in the page, look for its causes ' +
            '([the doctor](../guides/doctor.md)):',
          found.map(({ id, title, why }) => `- **${title}** (\`${id}\`): ${why}`).join('\n'),
        ]),
    '[Every error](README.md) · [What to do with errors](../guides/errors.md)',
  ].join('\n\n')
}

const made =
  '<!-- Made by scripts/error-pages.mjs from the code. Change the code, then: npm run errors:update -->'

/** @param {string} text */
function firstSentence(text) {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [{ textOf }, { AuthError }, { checks }] = await Promise.all([
    import('../dist/explain.js'),
    import('../dist/errors.js'),
    import('../dist/diagnose/diagnosis.js'),
  ])
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(folder)) rmSync(`${folder}/${file}`)
  const pages = await errorPages({
    source: readFileSync('src/error-details.ts', 'utf8'),
    textOf,
    recoveryOf: (code) => new AuthError(code, /** @type {never} */ ({}), '').recovery,
    checks,
  })
  for (const [file, text] of pages) writeFileSync(file, text)
}
