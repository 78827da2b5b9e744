import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type ServedSite, serveSite } from './serve-site.js'

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
  }[]
}

let site: ServedSite
let told: string[]

test.beforeAll(async () => {
  site = await serveSite()
})
test.afterAll(() => site.close())
test.beforeEach(({ context }) => {
  told = listen(context)
})
test.afterEach(() => {
  expect(told).toEqual([])
})

/** What goes wrong in a page, refusals of its policy included, and every request to another place. */
function listen(context: BrowserContext): string[] {
  const told: string[] = []
  context.on('page', (page) => page.on('pageerror', (error) => told.push(error.message)))
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) told.push(message.text())
  })
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(site.origin) && !url.startsWith('data:')) told.push(url)
  })
  return told
}

async function run(page: Page, step: string): Promise<void> {
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: step }) })
  await section.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('log').getByText(step, { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start over' })).toBeEnabled()
}

function tab(page: Page, name: string) {
  return page.getByRole('article', { name })
}

test('in the playground of two tabs a reader signs in, renews, opens a second tab, and signs out there', async ({
  page,
}) => {
  await page.goto(`${site.origin}/playground/session-and-tabs`)
  await run(page, 'Open the app')
  await expect(tab(page, 'Tab 1')).toContainText('signed out: never')
  await run(page, 'Sign in')
  await expect(tab(page, 'Tab 1')).toContainText('signed in as Ada Lovelace')
  await run(page, 'Call the API')
  await expect(tab(page, 'Tab 1')).toContainText('200 [{"item":"A book","for":"Ada"}]')
  await run(page, 'Let the token expire')
  await expect(page.getByRole('log')).toContainText('The access token was renewed.')
  await run(page, 'Open a second tab')
  await expect(tab(page, 'Tab 2')).toContainText('signed in as Ada Lovelace')
  await run(page, 'Let both tabs need a token at the same time')
  await expect(page.getByRole('log').getByText('Renewal of the access token')).toHaveCount(2)
  await run(page, 'Sign out in the second tab')
  await expect(tab(page, 'Tab 1')).toContainText('signed out: other-tab')
  await expect(tab(page, 'Tab 1')).not.toContainText('A book')
  await page.getByRole('button', { name: 'Start over' }).click()
  await expect(page.getByText('No tab is open yet.')).toBeVisible()
})

test('in the playground of bad days a session outlives an outage, and ends with its grant', async ({
  page,
}) => {
  await page.goto(`${site.origin}/playground/bad-days`)
  await run(page, 'Open the app')
  await run(page, 'Sign in')
  await run(page, 'The server is down')
  await expect(tab(page, 'Tab 1')).toContainText('trouble: server-unavailable')
  await run(page, 'The server is back')
  await expect(tab(page, 'Tab 1')).not.toContainText('trouble')
  await run(page, 'The API refuses a token')
  await run(page, 'An administrator ends the session')
  await expect(tab(page, 'Tab 1')).toContainText('signed out: expired')
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 375]) {
    test(`a playground is accessible and fits its window, ${colorScheme}, ${width} pixels wide`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
      const told = listen(context)
      const page = await context.newPage()
      await page.goto(`${site.origin}/playground/session-and-tabs`)
      await run(page, 'Open the app')
      await run(page, 'Sign in')
      await run(page, 'Call the API')
      await run(page, 'Open a second tab')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      // By the browser's own tools, since the policy of the page lets in no script from elsewhere.
      const { violations } = (await page.evaluate(
        `${axeScript}; axe.run({ include: [['.playground-parts']] })`,
      )) as AxeResults
      const complaints = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
      )
      expect(complaints).toEqual([])
      if (process.env.PICTURES)
        await page.screenshot({ path: `${process.env.PICTURES}/playground-${colorScheme}-${width}.png` })
      expect(told).toEqual([])
      await context.close()
    })
  }
}

test('a page has a policy that refuses a script which is not its own', async ({ page }) => {
  await page.goto(`${site.origin}/guides/getting-started`)
  const refused = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) =>
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)),
    )
    const script = document.createElement('script')
    script.textContent = 'document.title = "changed"'
    document.head.append(script)
    return violation
  })
  expect(refused).toBe('script-src-elem')
  expect(await page.title()).not.toBe('changed')
  // The refusal itself is in the console.
  told.length = 0
})

test('the search works with nothing but the files of the site, and finds an error by its code', async ({
  page,
}) => {
  await page.goto(`${site.origin}/`)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('searchbox').fill('login-loop')
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText(/login-loop/i)
})
