import { expect, test } from 'vitest'
import { createWorld, settle, type TestTab, until } from '../../src/testing/index.js'

const name = 'hallpass1 https://login.example app'

/** A tab that hears late of the first change that it makes in IndexedDB, as on a busy device. */
function slowTab(tab: TestTab) {
  let proceed: (() => void) | undefined
  const storage = {
    ...tab.effects.storage,
    async database() {
      const database = await tab.effects.storage.database()
      return {
        get: database.get,
        async update(key: string, change: (stored: unknown) => unknown) {
          const stored = await database.update(key, change)
          if (!proceed) await new Promise<void>((resolve) => (proceed = resolve))
          return stored
        },
      }
    },
  }
  return {
    effects: { ...tab.effects, storage },
    /** The next change is stored, and this tab does not know yet. */
    stored: () => until(() => proceed),
    proceed: () => proceed?.(),
  }
}

async function renewingSlowly() {
  const world = createWorld()
  const { browser, client, clock, signIn } = world
  const { client: there, tab: elsewhere } = await signIn(browser.openTab())
  elsewhere.visible = false
  const tab = browser.openTab()
  const slow = slowTab(tab)
  const here = client(tab, { effects: slow.effects })
  await here.start()
  clock.advance(3_600_000)
  const renewing = here.accessToken().catch(() => {})
  await slow.stored()
  return { ...world, there, renewing, slow }
}

test('a renewal that is stored while somebody signs out in another tab leaves no mirror behind', async () => {
  const { browser, renewing, slow, there } = await renewingSlowly()
  await there.logout({ everywhere: false })
  expect(browser.local.has(name)).toBe(false)
  slow.proceed()
  await renewing
  await settle()
  expect(browser.local.has(name)).toBe(false)
  expect(browser.records.has(name)).toBe(false)
})

test('a renewal that is stored while somebody else signs in leaves their mirror', async () => {
  const { browser, renewing, signIn, slow } = await renewingSlowly()
  await signIn(browser.openTab())
  const stored = browser.records.get(name) as { loginAt: number }
  slow.proceed()
  await renewing
  await settle()
  expect(JSON.parse(browser.local.get(name) ?? '{}')).toMatchObject({ loginAt: stored.loginAt })
})
