import { expect, test } from 'vitest'
import type { Effects } from '../../src/effects/effects.js'
import { advanceUntil, createWorld, settle, type TestTab, until } from '../../src/testing/index.js'

const refreshes = (requests: readonly string[]): number =>
  requests.filter((name) => name === 'token').length - 1

/** On a device that is busy, messages arrive after the second that is given for an answer. */
function slowMessages(tab: TestTab): Effects {
  const { clock, openChannel } = tab.effects
  return {
    ...tab.effects,
    openChannel: (name, listener) =>
      openChannel(name, (message) => void clock.after(1500, () => listener(message))),
  }
}

test('two pages that have not heard each other do not both take the lock of one that is frozen', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: stuck } = await signIn(browser.openTab())
  const waiting = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const hidden = Object.assign(browser.openTab(), { visible: false })
      const page = client(hidden, { effects: slowMessages(hidden) })
      await page.start()
      return page
    }),
  )
  clock.advance(3_600_000)
  const { intercept } = server
  server.intercept = () => new Promise(() => {})
  stuck.accessToken().catch(() => {})
  await until(() => refreshes(server.requests) === 1)
  tab.frozen = true
  Object.assign(server, { intercept })
  let tokens: string[] | undefined
  void Promise.all(waiting.map((page) => page.accessToken())).then((all) => {
    tokens = all
  })
  await settle()
  await advanceUntil(clock, () => tokens)
  expect(new Set(tokens).size).toBe(1)
  expect(refreshes(server.requests)).toBe(2)
})

test('a page frozen when its turn came, which wakes when another has taken it, sends nothing', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { client: first } = await signIn(browser.openTab())
  first.close()
  let wake: (() => void) | undefined
  const asleep = Object.assign(browser.openTab(), { visible: false })
  const { lock } = asleep.effects
  const sleeper = client(asleep, {
    effects: {
      ...asleep.effects,
      lock: {
        ...lock,
        hold: (name, options, run) =>
          lock.hold(name, options, async () => {
            if (!wake) await new Promise<void>((resolve) => (wake = resolve))
            return run()
          }),
      },
    },
  })
  await sleeper.start()
  const other = client(Object.assign(browser.openTab(), { visible: false }))
  await other.start()
  await settle()
  clock.advance(3_600_000)
  const late = sleeper.accessToken().catch(() => {})
  await until(() => wake)
  asleep.frozen = true
  let answer: (() => void) | undefined
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'token' && !answer) await new Promise<void>((resolve) => (answer = resolve))
    return proceed()
  }
  const token = other.accessToken()
  await advanceUntil(clock, () => answer)
  asleep.frozen = false
  wake?.()
  await settle()
  answer?.()
  expect(await token).toMatch(/^access-/)
  await late
  expect(refreshes(server.requests)).toBe(1)
  expect(other.session.get().status).toBe('signed-in')
  expect(await sleeper.accessToken()).toBe(await token)
})

test('a page that loses the lock in the moment it takes it gives up, and does not try again', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: stuck } = await signIn(browser.openTab())
  const hidden = Object.assign(browser.openTab(), { visible: false })
  const { lock } = hidden.effects
  let taken = 0
  const waiting = client(hidden, {
    effects: {
      ...hidden.effects,
      lock: {
        ...lock,
        async hold(name, options, run) {
          if (!options.steal) return lock.hold(name, options, run)
          taken++
          throw new DOMException('stolen', 'AbortError')
        },
      },
    },
  })
  await waiting.start()
  clock.advance(3_600_000)
  server.intercept = () => new Promise(() => {})
  stuck.accessToken().catch(() => {})
  await until(() => refreshes(server.requests) === 1)
  tab.frozen = true
  let code: string | undefined
  waiting.accessToken().catch((error) => {
    code = error.code
  })
  await advanceUntil(clock, () => code)
  expect(code).toBe('timeout')
  for (let second = 0; second < 30; second++) {
    clock.advance(1000)
    await settle()
  }
  expect(taken).toBe(1)
})
