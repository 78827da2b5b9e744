// Takes the pictures again that README.md and the guides show, of the demo, of its devtools, and of the
// dashboard of its authorization server: `npm run pictures`. They come out in docs/images/.

import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { createServer } from 'vite'
import { findBrowsers } from './browsers.mjs'

const folder = 'docs/images'
/** Whoever reads the documents loads them. */
const mostBytes = 150_000

const { chromium: installed } = findBrowsers()
if (installed === undefined)
  throw new Error('There is no Chromium here. Run: node scripts/ensure-browsers.mjs chromium')

mkdirSync(folder, { recursive: true })
// Apart from the demo that a person may have open meanwhile.
const cacheDir = mkdtempSync(join(tmpdir(), 'hallpass-pictures-'))
const server = await createServer({
  configFile: 'vite.config.ts',
  cacheDir,
  logLevel: 'error',
  server: { port: 0, strictPort: false, watch: null },
})
const browser = await chromium.launch(installed)
try {
  await server.listen()
  const [url] = server.resolvedUrls?.local ?? []
  if (url === undefined) throw new Error('The demo has no URL.')
  await Promise.all([picture(url, 'light'), picture(url, 'dark')])
  await devtoolsPicture(url, 'light', 'Timeline')
  await devtoolsPicture(url, 'dark', 'Session')
  await fillDashboard(new URL('/oidc', url).href)
  await dashboardPicture(new URL('/oidc/dashboard', url).href, 'light')
  await dashboardPicture(new URL('/oidc/dashboard', url).href, 'dark')
} finally {
  await browser.close()
  await server.close()
  rmSync(cacheDir, { recursive: true })
}

/**
 * The demo after its API was called and its token was renewed once, which takes a token's life.
 * @param {string} url
 * @param {'light' | 'dark'} colorScheme
 */
async function picture(url, colorScheme) {
  const context = await browser.newContext({
    colorScheme,
    locale: 'en-US',
    viewport: { width: 880, height: 640 },
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Continue as Ada Lovelace' }).click()
  await page.getByText('Signed in as Ada Lovelace').waitFor()
  await page.getByText('The access token was renewed').first().waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.locator('pre', { hasText: '200' }).waitFor()
  await save(page, `demo-${colorScheme}.png`, true)
}

/**
 * The devtools after a login, a call and a renewal.
 * @param {string} url
 * @param {'light' | 'dark'} colorScheme
 * @param {string} tab
 */
async function devtoolsPicture(url, colorScheme, tab) {
  const viewport = { width: 1040, height: 736 }
  const context = await browser.newContext({ colorScheme, locale: 'en-US', viewport })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Continue as Ada Lovelace' }).click()
  await page.getByText('Signed in as Ada Lovelace').waitFor()
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.locator('pre', { hasText: '200' }).waitFor()
  await page.getByRole('button', { name: 'Hallpass devtools' }).click()
  await page.getByRole('button', { name: 'Renew now' }).click()
  const message = page.getByText('The access token was renewed by hand.')
  await message.first().waitFor()
  await page.getByRole('status').filter({ hasText: 'renewed by hand' }).waitFor({ state: 'hidden' })
  await page.getByRole('tab', { name: tab }).click()
  await save(page, `devtools-${colorScheme}.png`, false)
}

/**
 * People who are signed in, one of them for the second time, and one whose refresh token was used twice.
 * @param {string} issuer
 */
async function fillDashboard(issuer) {
  await act(issuer, 'reset', { grants: true, log: true })
  const scope = 'openid profile email offline_access read:me'
  const alan = await act(issuer, 'grants', { login: 'alan', scope })
  await act(issuer, 'grants', { login: 'grace', scope, acr: 'mfa', accessTokenSeconds: 600 })
  const ada = await act(issuer, 'grants', { login: 'ada', scope, accessTokenSeconds: 40 })
  await act(issuer, 'reset', { log: true })
  await renew(issuer, ada.tokens.refresh_token)
  for (let uses = 0; uses < 2; uses++) await renew(issuer, alan.tokens.refresh_token)
}

/**
 * @param {string} issuer
 * @param {string} action
 * @param {object} parameters
 * @returns {Promise<{ tokens: { refresh_token: string } }>}
 */
async function act(issuer, action, parameters) {
  const response = await fetch(`${issuer}/test/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

/**
 * @param {string} issuer
 * @param {string} refreshToken
 */
async function renew(issuer, refreshToken) {
  const form = { grant_type: 'refresh_token', client_id: 'spa', refresh_token: refreshToken }
  await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
}

/**
 * @param {string} url
 * @param {'light' | 'dark'} colorScheme
 */
async function dashboardPicture(url, colorScheme) {
  const viewport = { width: 1040, height: 880 }
  const context = await browser.newContext({ colorScheme, locale: 'en-US', viewport })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  await save(page, `dashboard-${colorScheme}.png`, false)
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 * @param {boolean} fullPage
 */
async function save(page, name, fullPage) {
  const path = join(folder, name)
  await page.screenshot({ path, animations: 'disabled', fullPage })
  const { size } = statSync(path)
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, and ${mostBytes} is a lot already.`)
  console.log(`${path}: ${size} bytes`)
}
