// For maintainers: asks the real providers, over the internet, whether what the presets say of them is still
// so. Discovery documents are compared with the endpoints that are written down, and CORS is looked at the
// way a browser would. Nobody is signed in, and nothing is changed here. Ends with 0 when all is as it is
// written, 1 when something is not, 2 when the internet cannot be reached.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** @type {typeof import('../src/providers/catalogue.js')} */
const { catalogue } = await import(pathToFileURL(resolve('dist/providers/catalogue.js')).href)

const origin = 'https://app.example.com'
const timeoutMs = 10_000
const unreachable = 2

/** @typedef {{ what: string, ok: boolean | undefined, detail: string }} Finding */

/**
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<Response | undefined>}
 */
async function ask(url, init = {}) {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch {
    return undefined
  }
}

/**
 * @param {Response | undefined} response
 * @returns {boolean}
 */
function mayBeRead(response) {
  return ['*', origin].includes(response?.headers.get('access-control-allow-origin') ?? '')
}

const written = /** @type {const} */ ([
  ['authorization', 'authorization_endpoint'],
  ['token', 'token_endpoint'],
  ['userinfo', 'userinfo_endpoint'],
  ['revocation', 'revocation_endpoint'],
  ['jwks', 'jwks_uri'],
])

/**
 * @param {ReturnType<typeof catalogue>[number]} entry
 * @returns {Promise<Finding[]>}
 */
async function check({ provider, about }) {
  /** @type {Finding[]} */
  const findings = []
  if (about.discovery) findings.push(...(await checkDiscovery(provider, about.discovery)))
  if (provider.endpoints && !about.console.includes('{')) findings.push(await checkCors(provider))
  return findings
}

/**
 * @param {import('../src/providers/provider.js').Provider} provider
 * @param {string} url
 * @returns {Promise<Finding[]>}
 */
async function checkDiscovery(provider, url) {
  const response = await ask(url)
  const what = 'discovery'
  if (!response) return [{ what, ok: undefined, detail: `no answer from ${url}` }]
  const document = await response.json().catch(() => undefined)
  if (!response.ok || typeof document !== 'object')
    return [{ what, ok: false, detail: `HTTP ${response.status}` }]
  const differences = written.flatMap(([ours, theirs]) => {
    const is = provider.endpoints?.[ours]
    return is && document[theirs] && document[theirs] !== is
      ? [`${theirs} is ${document[theirs]}, not ${is}`]
      : []
  })
  // One document speaks for all tenants.
  if (document.issuer !== provider.issuer && !String(document.issuer).includes('{tenantid}')) {
    differences.unshift(`issuer is ${document.issuer}, not ${provider.issuer}`)
  }
  if (document.authorization_response_iss_parameter_supported && provider.issMode !== 'required') {
    differences.push('it declares iss in answers (RFC 9207): issMode can be required')
  }
  return [
    { what, ok: differences.length === 0, detail: differences.join('; ') || 'as it is written' },
    { what: 'CORS of discovery', ok: true, detail: mayBeRead(response) ? 'yes' : 'no' },
  ]
}

/**
 * A refused exchange says as much of CORS as one that works.
 *
 * @param {import('../src/providers/provider.js').Provider} provider
 * @returns {Promise<Finding>}
 */
async function checkCors({ endpoints, mode }) {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'none', client_id: 'none' })
  const response = await ask(endpoints?.token ?? '', {
    method: 'POST',
    headers: { origin, accept: 'application/json' },
    body,
  })
  const what = 'CORS of the token endpoint'
  if (!response) return { what, ok: undefined, detail: 'no answer' }
  const readable = mayBeRead(response)
  const detail =
    `${readable ? 'yes' : 'no'} (HTTP ${response.status}), and the preset is for ` +
    `${mode === 'direct' ? 'a page alone' : 'a server part'}`
  return { what, ok: mode === 'server' || readable, detail }
}

/** @param {boolean | undefined} ok */
function markOf(ok) {
  if (ok === undefined) return '?'
  return ok ? ' ' : '!'
}

const online = await ask('https://www.gstatic.com/generate_204')
const anybody = online ?? (await ask('https://github.com/'))
if (!anybody) {
  console.log('providers:check needs the internet, and there is none here: nothing was checked.')
  process.exit(unreachable)
}
for (const entry of catalogue()) {
  for (const { what, ok, detail } of await check(entry)) {
    console.log(`${markOf(ok)} ${entry.provider.id.padEnd(13)} ${what.padEnd(27)} ${detail}`)
    if (ok === false) process.exitCode = 1
  }
}
