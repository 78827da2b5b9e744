import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test'
import { type Mode, type ServedExample, serveExample } from './serve-example.js'

const folders: Readonly<Record<string, string>> = JSON.parse(process.env.EXAMPLES ?? '{}')
const modes = (process.env.EXAMPLE_MODES ?? 'build').split(' ') as Mode[]
/** TanStack Query asks three times more, after 1, 2 and 4 seconds. */
const triesAgain = { timeout: 20_000 }
const deepLink = '/orders?of=2026#last'
/** What TanStack Router says of each guard that throws, to developers alone. */
const ofGuards = /^Warning: Error in route match: /

/** What people do with a link. */
const ways: readonly (readonly [string, (link: Locator) => Promise<void>])[] = [
  ['one clicks', (link) => link.click()],
  ['one presses Enter', (link) => link.press('Enter')],
]

for (const [name, folder] of Object.entries(folders)) {
  for (const mode of modes) {
    test.describe(`${name}, ${mode}`, () => {
      test.describe.configure({ mode: 'default' })
      let example: ServedExample
      let told: string[]

      test.beforeAll(async () => {
        test.setTimeout(300_000)
        example = await serveExample(folder, mode)
      })
      test.afterAll(() => example?.stop())
      test.beforeEach(({ context }) => {
        told = listen(context)
      })
      test.afterEach(() => {
        expect(told.filter((line) => !ofGuards.test(line))).toEqual([])
      })

      async function open(page: Page, path: string): Promise<void> {
        await page.goto(example.origin + path)
      }

      async function expectAt(page: Page, path: string): Promise<void> {
        await expect(page).toHaveURL(example.origin + path)
      }

      test('a deep link signs in and lands where it led, and a reload shows the page again', async ({
        page,
      }) => {
        await open(page, deepLink)
        await pick(page, 'Ada Lovelace')
        await expect(heading(page, 'Orders of Ada Lovelace')).toBeVisible()
        await expect(page.getByRole('listitem').first()).toHaveText('A book for ada')
        await expectAt(page, deepLink)

        await page.reload()
        await expect(heading(page, 'Orders of Ada Lovelace')).toBeVisible()
        await expect(page.getByRole('listitem')).toHaveCount(2)
        await expectAt(page, deepLink)
      })

      test('the button signs in, and stays on the page', async ({ page }) => {
        await open(page, '/')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await pick(page, 'Ada Lovelace')
        await expect(page.getByRole('button', { name: 'Sign out Ada Lovelace' })).toBeVisible()
        await expect(heading(page, 'Home')).toBeVisible()
        await expectAt(page, '/')
      })

      test('a login that was cancelled shows a page with a button, which leads where the link led', async ({
        page,
      }) => {
        await open(page, deepLink)
        await page.getByRole('button', { name: 'Cancel' }).click()
        await expect(heading(page, 'Please sign in')).toBeVisible()
        await page.getByRole('button', { name: 'Sign in' }).click()
        await pick(page, 'Ada Lovelace')
        await expect(heading(page, 'Orders of Ada Lovelace')).toBeVisible()
        await expectAt(page, deepLink)
      })

      test('Back from the sign-in page leads to the page before, and a click to the sign-in page', async ({
        page,
      }) => {
        await open(page, '/')
        await page.getByRole('link', { name: 'Orders' }).click()
        await expect(person(page, 'Ada Lovelace')).toBeVisible()
        await page.goBack()
        await expect(heading(page, 'Home')).toBeVisible()
        await expectAt(page, '/')
        await page.getByRole('link', { name: 'Orders' }).click()
        await pick(page, 'Ada Lovelace')
        await expect(heading(page, 'Orders of Ada Lovelace')).toBeVisible()
        await expectAt(page, deepLink)
      })

      test('a sign-out on a guarded page leads to no login, in no tab, and whoever signs in next gets their own', async ({
        page,
        context,
      }) => {
        await open(page, deepLink)
        await pick(page, 'Ada Lovelace')
        await expect(heading(page, 'Orders of Ada Lovelace')).toBeVisible()
        const other = await context.newPage()
        await open(other, deepLink)
        await expect(heading(other, 'Orders of Ada Lovelace')).toBeVisible()

        await signOut(page)
        await expect(heading(other, 'Please sign in')).toBeVisible()
        await expectAt(other, deepLink)
        await page.getByRole('link', { name: 'Orders' }).click()
        await expect(heading(page, 'Please sign in')).toBeVisible()
        await page.getByRole('button', { name: 'Sign in' }).click()
        await pick(page, 'Grace Hopper')
        await expect(heading(page, 'Orders of Grace Hopper')).toBeVisible()
        await expectAt(page, deepLink)
        await expect(page.getByRole('listitem').first()).toHaveText('A book for grace')
        await expect(heading(other, 'Orders of Grace Hopper')).toBeVisible()
        await expect(other.getByRole('listitem').first()).toHaveText('A book for grace')
        await expectAt(other, deepLink)
      })

      test('a token that the API refuses is renewed, and nobody notices', async ({ page }) => {
        await open(page, '/')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await pick(page, 'Ada Lovelace')
        await expect(page.getByRole('button', { name: 'Sign out Ada Lovelace' })).toBeVisible()
        const renewal = page.waitForRequest((request) =>
          (request.postData() ?? '').includes('grant_type=refresh_token'),
        )
        example.refuseOnce()
        await page.getByRole('link', { name: 'Orders' }).click()
        await renewal
        await expect(page.getByRole('listitem').first()).toHaveText('A book for ada')
        // The browser itself writes each answer of this kind to the console.
        expect(told.splice(0)).toEqual([expect.stringContaining('401 (Unauthorized)')])
      })

      for (const [means, activate] of ways)
        test(`a session that ends while ${means} on a guarded link leads there`, async ({ page }) => {
          await open(page, '/')
          await page.getByRole('button', { name: 'Sign in' }).click()
          await pick(page, 'Ada Lovelace')
          await expect(page.getByRole('button', { name: 'Sign out Ada Lovelace' })).toBeVisible()
          // The API refuses the token, and then the authorization server refuses to renew it.
          example.refuseOnce()
          await page.route(/\/token$/, (route) =>
            route.fulfill({
              status: 400,
              headers: { 'access-control-allow-origin': '*' },
              json: { error: 'invalid_grant' },
            }),
          )
          await activate(page.getByRole('link', { name: 'Orders' }))
          await expect(page.getByText('Please sign in')).toBeVisible()
          await expectAt(page, deepLink)
          await page.unroute(/\/token$/)
          // The authorization server knows the person, and asks nothing.
          await page.getByRole('button', { name: 'Sign in' }).click()
          await expect(heading(page, 'Orders of Ada Lovelace')).toBeVisible()
          await expectAt(page, deepLink)
          // SvelteKit says in development that it could not load the page ahead, and TanStack Query that it
          // did not wait for what it was loading.
          const expected = /status of 40[01] |^Preloading data for |CancelledError/
          told.push(...told.splice(0).filter((line) => !expected.test(line)))
        })

      test('an API that cannot be reached is told in plain words', async ({ page }) => {
        await open(page, '/')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await pick(page, 'Ada Lovelace')
        await expect(page.getByRole('button', { name: 'Sign out Ada Lovelace' })).toBeVisible()
        await page.route('**/api/orders', (route) => route.abort())
        await page.getByRole('link', { name: 'Orders' }).click()
        const sentence = page
          .getByRole('alert')
          .filter({ hasText: /^The service cannot be reached\. Please / })
        await expect(sentence).toBeVisible(triesAgain)
        // The browser itself writes each failed request to the console, and some routers what was thrown.
        told.splice(0)
      })

      test('a page for a role is shown to whoever has it, and to nobody else', async ({ page }) => {
        await open(page, '/admin')
        await pick(page, 'Ada Lovelace')
        await expect(page.getByText('Only for admins')).toBeVisible()
        await page.getByRole('button', { name: 'Use another account' }).click()
        await pick(page, 'Grace Hopper')
        await expect(heading(page, 'Admin')).toBeVisible()
        await expectAt(page, '/admin')
      })

      test('whoever signs out on a page that is not for them is asked to sign in there', async ({ page }) => {
        await open(page, '/admin')
        await pick(page, 'Ada Lovelace')
        await expect(page.getByText('Only for admins')).toBeVisible()
        await signOut(page)
        await page.getByRole('link', { name: 'Admin' }).click()
        await expect(heading(page, 'Please sign in')).toBeVisible()
        await page.getByRole('button', { name: 'Sign in' }).click()
        await pick(page, 'Grace Hopper')
        await expect(heading(page, 'Admin')).toBeVisible()
        await expectAt(page, '/admin')
      })
    })
  }
}

/** What the pages of this person write to the console, and what they throw or reject and nobody handles. */
function listen(context: BrowserContext): string[] {
  const told: string[] = []
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      told.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => told.push(String(error.error())))
  return told
}

/** The page leaves for the server's own sign-out, which ends at the home page. */
async function signOut(page: Page): Promise<void> {
  const signedOut = page.waitForURL((url) => url.pathname === '/')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signedOut
  await expect(heading(page, 'Home')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
}

function heading(page: Page, name: string) {
  return page.getByRole('heading', { name, exact: true })
}

function person(page: Page, name: string) {
  return page.getByRole('button', { name })
}

async function pick(page: Page, name: string): Promise<void> {
  await person(page, name).click()
}
