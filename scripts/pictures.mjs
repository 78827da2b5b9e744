// Takes the pictures of the demo that README.md shows, again: `npm run pictures`. They come out in
// docs/images/.

import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { createServer } from 'vite'
import { findBrowsers } from './browsers.mjs'

const folder = 'docs/images'
/** Whoever reads README.md loads them. */
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
  const path = join(folder, `demo-${colorScheme}.png`)
  await page.screenshot({ path, animations: 'disabled', fullPage: true })
  const { size } = statSync(path)
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, and ${mostBytes} is a lot already.`)
  console.log(`${path}: ${size} bytes`)
}
