import { expect, test } from '@playwright/test'

test('the service worker of MSW answers what the client lets through, and sees the token', async ({
  page,
}) => {
  await page.goto('/msw.html')
  await page.getByRole('button', { name: 'Load' }).click()
  await expect(page.locator('output')).toHaveText('API: a name of MSW')
  const { asked, token } = await page.evaluate(async () => ({
    asked: window.asked,
    token: await window.auth.accessToken(),
  }))
  expect(asked).toEqual([`Bearer ${token}`])
})

test('the service worker of MSW answers a request of the page, and not the navigation of a login', async ({
  page,
}) => {
  await page.goto('/msw.html?real')
  const answer = () => page.evaluate(() => fetch('/oidc/authorize').then((response) => response.text()))
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  expect(await answer()).toBe('a page of MSW')
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain(
    '/mockServiceWorker.js',
  )
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Who is signing in?')).toBeVisible()
})
