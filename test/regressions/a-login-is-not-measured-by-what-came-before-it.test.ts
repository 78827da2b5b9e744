import { expect, test } from 'vitest'
import { signOutWhenIdle } from '../../src/idle/index.js'
import { createWorld, fact, settle } from '../world/world.js'

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

test('a sign-out before the last login does not keep an app from signing in whoever is signed out', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: first } = await signIn(browser.openTab(), { remember: 'tab' })
  await first.logout({ everywhere: false })
  const { tab: again, client: second } = await signIn(tab, { remember: 'tab' })
  server.revokeAll()
  await second.accessToken({ rejected: await second.accessToken() }).catch(() => {})
  expect(second.session.get().status).toBe('signed-out')
  second.close()
  const later = again.load(again.url)
  void client(later, { remember: 'tab' }).start({ require: true })
  await settle()
  expect(await fact(() => later.left)).toContain('/authorize')
})
