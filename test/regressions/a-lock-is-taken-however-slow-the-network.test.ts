import { expect, test, vi } from 'vitest'
import { createWorld, fact, pass, settle } from '../world/world.js'

/** The network that brings the script that takes a lock from a dead page. */
const network = vi.hoisted(() => ({ brings: (): Promise<void> => Promise.resolve(), asked: 0 }))

vi.mock('../../src/session/dead-holder.js', async (load) => {
  network.asked++
  await network.brings()
  return load()
})

test('the script for it cannot be had at first, and then comes late', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab: frozen, client: holder } = await signIn(browser.openTab())
  const here = client(Object.assign(browser.openTab(), { visible: false }))
  await here.start()
  clock.advance(3_600_000)
  const { spoil } = server
  let held = false
  server.spoil = () => {
    held = true
    return new Promise(() => {})
  }
  holder.accessToken().catch(() => {})
  await fact(() => held)
  frozen.frozen = true
  Object.assign(server, { spoil })
  network.brings = () => Promise.reject(new Error('offline'))
  let token: string | undefined
  void here.accessToken().then((it) => {
    token = it
  })
  await settle()
  await pass(clock, () => network.asked === 1)
  let arrive = (): void => {}
  network.brings = () =>
    new Promise((resolve) => {
      arrive = resolve
    })
  await pass(clock, () => network.asked === 2)
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'], now: clock.now() })
  clock.advance(60_000)
  await vi.advanceTimersByTimeAsync(60_000)
  vi.useRealTimers()
  expect(token).toBeUndefined()
  arrive()
  expect(await pass(clock, () => token)).toMatch(/^access-/)
})
