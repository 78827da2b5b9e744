import { expect, test } from 'vitest'
import { createWorld, settle, until } from '../../src/testing/index.js'

test('a page that wakes and cannot read what is stored does not use the refresh token it knows', async () => {
  const { browser, clock, client, signIn } = createWorld()
  const { client: other } = await signIn(browser.openTab())
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  await settle()
  tab.frozen = true
  clock.advance(3_600_000)
  await other.accessToken()
  tab.frozen = false
  tab.failing.reads = 2
  tab.emit({ type: 'woke' })
  await until(() => 'trouble' in here.session.get())
  expect(here.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'storage' } })
  expect(await other.accessToken({ rejected: await other.accessToken() })).toMatch(/^access-/)
  expect(await here.accessToken()).toBe(await other.accessToken())
  expect(here.session.get()).not.toHaveProperty('trouble')
})

test('a session known from its mirror alone stays when it cannot be read, nothing is removed', async () => {
  const { browser, clock, client, signIn } = createWorld()
  const { client: first } = await signIn(browser.openTab())
  first.close()
  clock.advance(3_600_000)
  const tab = browser.openTab()
  tab.failing.reads = 2
  const here = client(tab)
  await here.start()
  await expect(here.accessToken()).rejects.toMatchObject({ code: 'storage' })
  tab.failing.reads = 1
  tab.emit({ type: 'woke' })
  for (let second = 0; second < 8; second++) {
    clock.advance(1000)
    await settle()
  }
  expect(browser.records.size).toBe(1)
  expect(here.session.get().status).toBe('signed-in')
  expect(await here.accessToken()).toMatch(/^access-/)
})
