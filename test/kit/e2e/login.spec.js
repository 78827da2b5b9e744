import { expect, test } from 'hallpass/testing/playwright'

const status = (page) => page.locator('p')
const load = async (page) => {
  await page.getByRole('button', { name: 'Load' }).click()
  return page.locator('output')
}

test('without signedInAs nobody is signed in, and there is no grant to end', async ({ page, login }) => {
  await page.goto('/')
  await expect(login.revoke()).rejects.toThrow('nobody has signed in, in this test')
  await expect(status(page)).toHaveText('Nobody (never)')
})

test.describe('signed in as Ada', () => {
  test.use({ signedInAs: 'ada' })

  test('the page is, without a page where one picks a person', async ({ page }) => {
    await expect(status(page)).toHaveText('Hello Ada Lovelace')
    await expect(await load(page)).toHaveText('API: ada')
    await page.reload()
    await expect(status(page)).toHaveText('Hello Ada Lovelace')
  })

  test('as Grace, the page is that of Grace', async ({ page, login }) => {
    await login.as('grace')
    await expect(status(page)).toHaveText('Hello Grace Hopper')
    await expect(await load(page)).toHaveText('API: grace')
  })

  test('an expired token is renewed, and nobody notices', async ({ page, login }) => {
    const renewed = page.waitForResponse((response) => response.url().endsWith('/oidc/token'))
    await login.expire()
    await expect(await load(page)).toHaveText('API: ada')
    expect((await renewed).status()).toBe(200)
  })

  test('a revoked grant ends the session', async ({ page, login }) => {
    await login.revoke()
    await login.expire()
    await load(page)
    await expect(status(page)).toHaveText(/Nobody \((revoked|expired)\)/)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(status(page)).toHaveText('Nobody (failed)')
  })

  test('a revoked grant leads from a guarded page to the sign-in page, and back', async ({ page, login }) => {
    await page.goto('/orders')
    await login.revoke()
    await load(page)
    // The page has been used, so it stays.
    await expect(status(page)).toHaveText(/Nobody \((revoked|expired)\)/)
    await expect(page).toHaveURL('/orders')
    await page.reload()
    await page.getByRole('button', { name: 'Continue as Grace Hopper' }).click()
    await expect(status(page)).toHaveText('Hello Grace Hopper')
    await expect(page).toHaveURL('/orders')
  })

  test('a login shows no page while the person is signed in at the server', async ({ page }) => {
    await page.evaluate(() => sessionStorage.clear())
    await page.goto('/orders')
    await expect(status(page)).toHaveText('Hello Ada Lovelace')
  })

  test('after a sign-out the sign-in page is shown', async ({ page }) => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Continue as Grace Hopper' }).click()
    await expect(status(page)).toHaveText('Hello Grace Hopper')
  })

  test('while the server is down the session goes on, and comes back', async ({ page, login }) => {
    await login.down()
    await login.expire()
    await expect(await load(page)).toHaveText(/Error: network/)
    await expect(status(page)).toHaveText('Hello Ada Lovelace, but there is trouble')
    await login.down(false)
    await expect(async () => expect(await load(page)).toHaveText('API: ada', { timeout: 500 })).toPass()
  })

  test('a server that answers 503 is told, and another test does not see it', async ({ page, login }) => {
    await login.status(503, { times: 1 })
    await login.expire()
    await expect(await load(page)).toHaveText('Error: server-unavailable')
  })

  test('a slow server is waited for', async ({ page, login }) => {
    await login.slow(1000)
    await login.expire()
    await expect(await load(page)).toHaveText('…')
    await expect(page.locator('output')).toHaveText('API: ada')
  })

  test('an API that wants a newer login gets one', async ({ page, login }) => {
    await login.stepUp()
    const asked = page.waitForRequest((request) => request.url().includes('/oidc/authorize'))
    await load(page)
    expect(new URL((await asked).url()).searchParams.get('max_age')).toBe('0')
    await page.getByRole('button', { name: 'Continue as Ada Lovelace' }).click()
    await expect(status(page)).toHaveText('Hello Ada Lovelace')
    await expect(await load(page)).toHaveText('API: ada')
  })
})

for (const number of [1, 2, 3, 4]) {
  test(`four tests as the same person, each with its own grant: ${number}`, async ({ page, login }) => {
    await login.as('ada')
    if (number % 2 === 0) {
      await login.revoke()
      await load(page)
      await expect(status(page)).toHaveText(/Nobody \((revoked|expired)\)/)
      return
    }
    const renewed = page.waitForResponse((response) => response.url().endsWith('/oidc/token'))
    await login.expire()
    await expect(await load(page)).toHaveText('API: ada')
    expect((await renewed).status()).toBe(200)
    await expect(status(page)).toHaveText('Hello Ada Lovelace')
  })
}
