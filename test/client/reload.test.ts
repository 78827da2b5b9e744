import { expect, test, vi } from 'vitest'
import { newestPendingLogin } from '../../src/client/pending-logins.js'
import { createWorld, settle, type TestTab, until } from '../../src/testing/index.js'

const page = 'https://app.example/orders'

test('a remembered session is shown before sessionStorage is read, whose first read is slow', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const reloaded = tab.load(page)
  const read = vi.spyOn(reloaded.effects.storage.tab, 'get')
  const here = client(reloaded)
  void here.start()
  expect(here.session.get().status).toBe('signed-in')
  expect(read).not.toHaveBeenCalled()
  await until(() => read.mock.calls.length > 0)
})

test('a login that was left is under way no more once the session is shown; one that begins then is', async () => {
  const { browser, client, clock, signIn } = createWorld()
  const { tab, client: first } = await signIn(browser.openTab())
  const stateOfLogin = async (of: TestTab): Promise<string | null> =>
    new URL(await until(() => of.leftFor)).searchParams.get('state')
  const pending = (of: TestTab): string | undefined =>
    newestPendingLogin(of.effects.storage.tab, clock.now())?.state

  void first.login().catch(() => {})
  const left = await stateOfLogin(tab)
  expect(pending(tab)).toBe(left)
  clock.advance(5_000)
  const back = tab.load(page)
  const here = client(back)
  await here.start()
  await until(() => pending(back) === undefined)

  const again = back.load(page)
  let nextTask = (): void => {}
  if (!again.effects.page) throw new Error('This tab has no page.')
  vi.spyOn(again.effects.page, 'nextTask').mockReturnValue(new Promise((resolve) => (nextTask = resolve)))
  const there = client(again)
  void there.start()
  void there.login().catch(() => {})
  const state = await stateOfLogin(again)
  nextTask()
  await settle()
  expect(pending(again)).toBe(state)
})
