import { expect, test } from 'vitest'
import { type IdleState, signOutWhenIdle } from '../../src/idle/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

const options = { afterSeconds: 900, warnSeconds: 60 }

test('nobody does anything: a countdown, and then the person is signed out', async () => {
  const { browser, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const told: IdleState[] = []
  const idle = signOutWhenIdle(client, { ...options, listen: () => () => {} })
  idle.subscribe((state) => void told.push(state))
  clock.advance(839_000)
  expect(idle.get()).toEqual({ status: 'active' })
  clock.advance(1000)
  expect(idle.get()).toEqual({ status: 'ending', secondsLeft: 60 })
  clock.advance(59_000)
  expect(idle.get()).toEqual({ status: 'ending', secondsLeft: 1 })
  clock.advance(1000)
  expect(idle.get()).toEqual({ status: 'ended' })
  await until(() => client.session.get().status === 'signed-out')
  expect(told).toHaveLength(62)
})

test('activity in one tab counts in the others, and ends their countdown', async () => {
  const { browser, clock, client, signIn } = createWorld()
  let active = (): void => {}
  const { client: busy } = await signIn(browser.openTab())
  const quiet = client(browser.openTab())
  await quiet.start()
  const first = signOutWhenIdle(busy, {
    ...options,
    listen: (listener) => {
      active = listener
      return () => {}
    },
  })
  const second = signOutWhenIdle(quiet, { ...options, listen: () => () => {} })
  clock.advance(850_000)
  expect(second.get().status).toBe('ending')
  active()
  clock.advance(1000)
  expect([first.get().status, second.get().status]).toEqual(['active', 'active'])
  clock.advance(850_000)
  second.stay()
  clock.advance(100_000)
  expect([first.get().status, second.get().status]).toEqual(['active', 'active'])
  expect(busy.session.get().status).toBe('signed-in')
})

test('sleep counts, and it is looked at on waking', async () => {
  const { browser, clock, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  await settle()
  signOutWhenIdle(client, { ...options, listen: () => () => {} })
  clock.sleep(3_600_000)
  expect(client.session.get().status).toBe('signed-in')
  tab.emit({ type: 'woke' })
  expect(client.session.get().status).toBe('signed-out')
})

test('who returns too late to a closed browser is signed out; a new login has the whole time', async () => {
  const { browser, clock, client, signIn } = createWorld()
  const { tab, client: before } = await signIn(browser.openTab())
  const first = signOutWhenIdle(before, { ...options, listen: () => () => {} })
  first.stay()
  first.stop()
  before.close()
  clock.advance(901_000)
  const late = client(tab.load(tab.url))
  signOutWhenIdle(late, { ...options, listen: () => () => {} })
  await late.start()
  await until(() => late.session.get().status === 'signed-out')
  const { client: again } = await signIn(browser.openTab())
  const idle = signOutWhenIdle(again, { ...options, listen: () => () => {} })
  clock.advance(800_000)
  expect(idle.get().status).toBe('active')
})

test('a clock that is set back signs nobody out early, and nobody never', async () => {
  const { browser, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const idle = signOutWhenIdle(client, { ...options, listen: () => () => {} })
  idle.stay()
  clock.set(-86_400_000)
  clock.advance(1000)
  expect(idle.get().status).toBe('active')
})

test('stop() leaves no timer behind', async () => {
  const { browser, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  signOutWhenIdle(client, { ...options, listen: () => () => {} }).stop()
  clock.advance(1_800_000)
  expect(client.session.get().status).toBe('signed-in')
})

test('a client closed and started again is still signed out when nobody does anything, once', async () => {
  const { browser, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const idle = signOutWhenIdle(client, { ...options, listen: () => () => {} })
  client.close()
  await client.start()
  await settle()
  clock.advance(900_000)
  expect(idle.get()).toEqual({ status: 'ended' })
  await until(() => client.session.get().status === 'signed-out')
  expect(client.events.filter(({ type }) => type === 'ended')).toHaveLength(1)
})
