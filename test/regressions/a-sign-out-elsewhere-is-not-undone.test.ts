import { expect, test } from 'vitest'
import type { Client } from '../../src/index.js'
import { guard, onUserChange, pageAccess } from '../../src/router/index.js'
import { createWorld, settle, type TestTab, until } from '../../src/testing/index.js'

const page = 'https://app.example/orders'

/** As a router does: the guard is asked again when somebody signs in or out. */
function guarded(here: Client): void {
  const signedIn = guard(here)
  onUserChange(here, () => {
    void Promise.resolve()
      .then(() => signedIn('/orders'))
      .catch(() => {})
  })
}

function untouched(tab: TestTab): TestTab {
  return Object.assign(tab, { active: false, touched: false })
}

test('a login that began before a sign-out elsewhere is refused, and no other one begins by itself', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { client: there } = await signIn(browser.openTab())
  const tab = browser.openTab(page)
  const here = client(tab)
  await here.start()
  here.login().catch(() => {})
  const request = await until(() => tab.leftFor)
  await there.logout({ everywhere: false })
  const back = untouched(tab.load(server.authorize(request)))
  const again = client(back)
  const access = pageAccess(again, guard(again))
  access.subscribe(() => {})
  await until(() => access.get().status === 'signed-out')
  await settle()
  expect(again.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'signed-out' } })
  expect(back.leftFor).toBeUndefined()
})

test('a tab that finds the record gone before it can read of the sign-out waits a moment', async () => {
  const { browser, client, signIn } = createWorld()
  const { client: there } = await signIn(browser.openTab())
  const tab = untouched(browser.openTab(page))
  // In Chromium localStorage and IndexedDB reach another process each in its own time.
  let isBehind = true
  const { storage } = tab.effects
  const read = storage.browser.get
  const isMark = (key: string): boolean => key.endsWith('signed-out')
  let arrive = (): void => {}
  const here = client(tab, {
    effects: {
      ...tab.effects,
      openChannel: () => ({ post() {}, close() {} }),
      ...(tab.effects.page && {
        page: { ...tab.effects.page, stays: () => new Promise<void>((resolve) => (arrive = resolve)) },
      }),
      storage: {
        ...storage,
        browser: {
          ...storage.browser,
          get: (key) => (isBehind && isMark(key) ? undefined : read(key)),
        },
      },
    },
  })
  await here.start()
  guarded(here)
  await there.logout({ everywhere: false })
  tab.emit({ type: 'woke' })
  await settle()
  expect(here.session.get().status).toBe('signed-in')
  isBehind = false
  arrive()
  await until(() => here.session.get().status === 'signed-out')
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  await settle()
  expect(tab.leftFor).toBeUndefined()
})

test('the other tabs are told of a sign-out before the record is deleted', async () => {
  const { browser, signIn } = createWorld()
  const { client: there, tab } = await signIn(browser.openTab())
  const other = await signIn(browser.openTab())
  let recordsThen: number | undefined
  other.client.session.subscribe(({ status }) => {
    if (status === 'signed-out') recordsThen ??= browser.records.size
  })
  // localStorage is full, so that only the message says what happened.
  browser.broken.add('browser')
  void tab
  await there.logout({ everywhere: false })
  await until(() => recordsThen !== undefined)
  expect(other.client.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  expect(recordsThen).toBeGreaterThan(0)
})
