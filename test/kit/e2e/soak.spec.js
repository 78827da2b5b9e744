import { expect, test } from 'hallpass/testing/playwright'

// Started with tokens of two seconds, by `npm run test:kit -- soak`.
test.use({ signedInAs: 'ada' })
const forMs = Number(process.env.SOAK_SECONDS ?? 0) * 1000

for (const worker of [1, 2, 3, 4]) {
  test(`the same person in four workers at once stays signed in: ${worker}`, async ({ page }) => {
    test.skip(forMs === 0, 'set SOAK_SECONDS')
    let renewals = 0
    let calls = 0
    page.on('response', (response) => {
      if (response.url().endsWith('/oidc/token')) renewals++
    })
    for (const end = Date.now() + forMs; Date.now() < end; calls++) {
      await page.getByRole('button', { name: 'Load' }).click()
      await expect(page.locator('output')).toHaveText('API: ada')
      await expect(page.locator('p')).toHaveText('Hello Ada Lovelace')
      await page.waitForTimeout(200)
    }
    console.log(`worker ${worker}: ${calls} calls, ${renewals} renewals`)
    expect(renewals).toBeGreaterThan(forMs / 1000 / 10)
  })
}
