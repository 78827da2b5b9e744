import { expect, test } from 'vitest'
import { createWorld, settle } from '../../src/testing/index.js'

test('a session that could not be read for a moment keeps what renews it', async () => {
  const { browser, clock, client, signIn } = createWorld()
  await signIn(browser.openTab())
  browser.broken.add('database')
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  await settle()
  browser.broken.delete('database')
  tab.emit({ type: 'woke' })
  await settle()
  expect(JSON.stringify([...browser.records.values()])).toContain('refresh-')
  clock.advance(3_700_000)
  expect(await here.accessToken()).toMatch(/^access-/)
})

test('a pause that makes no sense does not keep a session from being renewed', async () => {
  const { browser, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const backoff = { failedAt: 0, retryAt: Number.MAX_SAFE_INTEGER, failures: 1, error: { code: 'network' } }
  for (const [key, record] of browser.records) browser.records.set(key, { ...(record as object), backoff })
  clock.advance(3_700_000)
  expect(await client.accessToken()).toMatch(/^access-/)
})
