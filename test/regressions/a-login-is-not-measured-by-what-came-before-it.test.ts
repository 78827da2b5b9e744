// @vitest-environment node

import { expect, test } from 'vitest'
import { signOutWhenIdle } from '../../src/idle/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

test('the idleness of yesterday does not end a login of today', async () => {
  const { browser, clock, signIn } = createWorld()
  const options = { afterSeconds: 900, listen: () => () => {} }
  const { client: yesterday } = await signIn(browser.openTab(), { remember: 'tab' })
  const idle = signOutWhenIdle(yesterday, options)
  idle.stay()
  idle.stop()
  yesterday.close()
  clock.advance(86_400_000)
  const { client: today } = await signIn(browser.openTab(), { remember: 'tab' })
  const now = signOutWhenIdle(today, options)
  clock.advance(899_000)
  expect(today.session.get().status).toBe('signed-in')
  clock.advance(1000)
  expect(now.get()).toEqual({ status: 'ended' })
})

test.each(['page', 'tab', 'browser'] as const)(
  'a session that a server part brings back is no login: who was idle for too long is signed out (%s)',
  async (remember) => {
    const { browser, clock, open, signIn } = createMediatedWorld(remember)
    const { client: yesterday } = await signIn(browser.openTab())
    let active = (): void => {}
    const idle = signOutWhenIdle(yesterday, {
      afterSeconds: 900,
      listen(listener) {
        active = listener
        return () => {}
      },
    })
    clock.advance(10_000)
    active()
    idle.stop()
    yesterday.close()
    clock.advance(7_200_000)
    const today = open(browser.openTab())
    const now = signOutWhenIdle(today, { afterSeconds: 900, listen: () => () => {} })
    await today.start()
    await settle()
    clock.advance(1000)
    await settle()
    expect(now.get()).toEqual({ status: 'ended' })
    expect(today.session.get().status).toBe('signed-out')
  },
)

test('a sign-out before the last login keeps no app from signing in whoever is signed out', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: first } = await signIn(browser.openTab(), { remember: 'tab' })
  await first.logout({ everywhere: false })
  const { tab: again, client: second } = await signIn(tab, { remember: 'tab' })
  server.revoke()
  await second.accessToken({ rejected: await second.accessToken() }).catch(() => {})
  expect(second.session.get().status).toBe('signed-out')
  second.close()
  const later = again.load(again.url)
  void client(later, { remember: 'tab' }).start({ require: true })
  await settle()
  expect(await until(() => later.leftFor)).toContain('/authorize')
})

test('a sign-out of the past does not end a login that came while it could not be read', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { client: first } = await signIn(browser.openTab())
  await first.logout({ everywhere: false })
  const before = browser.openTab()
  const leaving = client(before)
  await leaving.start()
  leaving.login().catch(() => {})
  const tab = before.load(server.authorize(await until(() => before.leftFor)))
  leaving.close()
  browser.broken.add('browser')
  const here = client(tab)
  expect((await here.start()).status).toBe('signed-in')
  browser.broken.delete('browser')
  tab.emit({ type: 'woke' })
  await settle()
  expect(here.session.get().status).toBe('signed-in')
  expect((await client(browser.openTab()).start()).status).toBe('signed-in')
  await here.logout({ everywhere: false })
  expect((await client(browser.openTab()).start()).status).toBe('signed-out')
})
