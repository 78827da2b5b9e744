import { expect, test } from '@playwright/test'

/** A story in Storybook, or in a tab of its own. */
const inStorybook = async (page, story) => {
  await page.goto(`/?path=/story/account--${story}`)
  return page.frameLocator('#storybook-preview-iframe')
}
const alone = (page, story) => page.goto(`/iframe.html?id=account--${story}&viewMode=story`)

test('each session that a component can be in is a story', async ({ page }) => {
  const story = await inStorybook(page, 'signed-in')
  await expect(story.getByRole('heading', { name: 'Hello Ada Lovelace' })).toBeVisible()
  for (const [name, text] of [
    ['Loading', '…'],
    ['Offline', 'There is trouble'],
    ['Signed Out', 'Sign in'],
  ]) {
    await page.getByRole('link', { name, exact: true }).click()
    await expect(story.getByText(text, { exact: true })).toBeVisible()
  }
  await page.getByRole('link', { name: 'Signed In', exact: true }).click()
  await story.getByRole('button', { name: 'Sign out' }).click()
  await expect(story.getByRole('button', { name: 'Sign in' })).toBeVisible()
})

test('in a tab of its own a story signs in at the server beside it, and is signed in after a reload', async ({
  page,
}) => {
  await alone(page, 'real-login')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: /Ada Lovelace/ }).click()
  await expect(page.getByRole('heading', { name: 'Hello Ada Lovelace' })).toBeVisible()
  await page.getByRole('button', { name: 'Load' }).click()
  await expect(page.locator('output')).toHaveText('API: ada')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Hello Ada Lovelace' })).toBeVisible()
})

test('in the frame of Storybook a login in a window of its own works, and one that leaves is refused', async ({
  page,
}) => {
  const framed = await inStorybook(page, 'real-login')
  await framed.getByRole('button', { name: 'Sign in' }).click()
  await expect(framed.getByRole('button', { name: 'Sign in: framed' })).toBeVisible()

  const story = await inStorybook(page, 'real-login-in-window')
  const opened = page.waitForEvent('popup')
  await story.getByRole('button', { name: 'Sign in' }).click()
  await (await opened).getByRole('button', { name: /Grace Hopper/ }).click()
  await expect(story.getByRole('heading', { name: 'Hello Grace Hopper' })).toBeVisible()
  await story.getByRole('button', { name: 'Load' }).click()
  await expect(story.locator('output')).toHaveText('API: grace')
})
