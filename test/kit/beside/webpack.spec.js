import { expect, test } from '@playwright/test'
import { expect as expectLogin, test as testLogin } from 'hallpass/testing/playwright'

test('an app of webpack signs in at the server beside it, calls an API, and is signed in after a reload', async ({
  page,
}) => {
  await page.goto('/orders?of=2026')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: /Ada Lovelace/ }).click()
  await expect(page.getByRole('heading', { name: 'Hello Ada Lovelace' })).toBeVisible()
  await expect(page).toHaveURL('/orders?of=2026')
  await page.getByRole('button', { name: 'Load' }).click()
  await expect(page.locator('output')).toHaveText('API: ada')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Hello Ada Lovelace' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Nobody' })).toBeVisible()
})

testLogin.describe('with the fixtures, which are told where the server is', () => {
  testLogin.use({ issuer: 'http://localhost:4000/oidc', signedInAs: 'grace' })

  testLogin('a token that was ended is renewed', async ({ page, login }) => {
    await login.expire()
    await page.getByRole('button', { name: 'Load' }).click()
    await expectLogin(page.locator('output')).toHaveText('API: grace')
  })
})
