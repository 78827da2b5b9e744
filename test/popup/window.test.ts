import { afterEach, describe, expect, test, vi } from 'vitest'
import { finishPopup } from '../../src/popup/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

const state = `hallpass.popup.${'8fG3'.repeat(11).slice(1)}`
const answer = `code=c0de&state=${state}&iss=https%3A%2F%2Flogin.example`

/** The page that waits: everything it hears, and it says that it took it. */
function waiting(takes: boolean): { readonly heard: unknown[] } {
  const heard: unknown[] = []
  const channel = new BroadcastChannel(`hallpass popup ${state}`)
  channel.onmessage = ({ data }) => {
    heard.push(data)
    if (takes) channel.postMessage('hallpass answer taken')
  }
  stops.push(() => channel.close())
  return { heard }
}

let stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops) stop()
  stops = []
  sessionStorage.clear()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a window that comes back hands over the answer and nothing else, and starts nothing', async () => {
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  const { heard } = waiting(true)
  const world = createWorld()
  const tab = world.browser.openTab(`https://app.example/?${answer}`)
  const client = world.client(tab, { remember: 'tab' })
  const started = vi.fn()
  void client.start({ require: true }).then(started)
  await until(() => close.mock.calls.length === 1)
  await settle()

  expect(heard).toEqual([
    { hallpass: 'answer', state, parameters: answer, arrivedAt: 'https://app.example/' },
  ])
  expect(tab.url).toBe('https://app.example/')
  expect([world.server.requests, tab.leftFor]).toEqual([[], undefined])
  expect(started).not.toHaveBeenCalled()
})

test("an answer that nobody takes is nobody's, and the window says so", async () => {
  const world = createWorld()
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  const { heard } = waiting(false)
  const tab = world.browser.openTab(`https://app.example/?${answer}`)
  const client = world.client(tab, { remember: 'tab' })
  const started = client.start()
  // Until somebody could have taken it.
  while (heard.length === 0 || vi.getTimerCount() === 0) await new Promise((next) => setImmediate(next))
  vi.advanceTimersByTime(3000)
  expect(await started).toMatchObject({ status: 'signed-out', error: { code: 'callback-rejected' } })
  expect(close).not.toHaveBeenCalled()
  expect(world.server.requests).toEqual([])
})

describe('in a browser that tells who holds a lock', () => {
  /** The locks of this browser, and whatever opened this window. */
  function withLocks(held: readonly string[], opener: unknown = null): void {
    const locks = { query: async () => ({ held: held.map((name) => ({ name })) }) }
    vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: locks } }))
    vi.spyOn(window, 'opener', 'get').mockReturnValue(opener)
    // No time passes, so nothing here waits for any.
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  }

  const stranger = Object.defineProperty({}, 'location', {
    get: () => {
      throw new DOMException('Blocked a frame', 'SecurityError')
    },
  })

  test.each([
    ['a link', null],
    ['a page of another origin', stranger],
  ])('a state that %s has made up holds up no start', async (_what, opener) => {
    const world = createWorld()
    withLocks([`hallpass popup ${state.replace('8', '9')}`], opener)
    const client = world.client(world.browser.openTab(`https://app.example/?${answer}`), { remember: 'tab' })
    expect(await client.start()).toMatchObject({ error: { code: 'callback-rejected' } })
  })

  test.each([
    ['a page holds the lock of the login', [`hallpass popup ${state}`], null],
    ['a page of this origin opened the window', [], { location, postMessage() {} }],
  ])('an answer is handed over where %s', async (_what, held, opener) => {
    const close = vi.spyOn(window, 'close').mockImplementation(() => {})
    const { heard } = waiting(true)
    const world = createWorld()
    withLocks(held, opener)
    const client = world.client(world.browser.openTab(`https://app.example/?${answer}`), { remember: 'tab' })
    void client.start()
    while (close.mock.calls.length === 0) await new Promise((next) => setImmediate(next))
    expect(heard).toMatchObject([{ state, parameters: answer }])
  })
})

test('a page of its own cleans the address bar, hands over, and closes', async () => {
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  const { heard } = waiting(true)
  history.replaceState(null, '', `/popup.html?${answer}`)
  await finishPopup()
  expect(location.search).toBe('')
  expect(heard).toEqual([
    { hallpass: 'answer', state, parameters: answer, arrivedAt: `${location.origin}/popup.html` },
  ])
  expect(close).toHaveBeenCalledTimes(1)
})

test('an answer in the fragment is handed over as well', async () => {
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  const { heard } = waiting(true)
  history.replaceState(null, '', `/popup.html?theme=dark#${answer}`)
  await finishPopup()
  expect(heard).toMatchObject([{ state, parameters: answer }])
  expect(location.search + location.hash).toBe('?theme=dark')
  expect(close).toHaveBeenCalledTimes(1)
})

test('other messages are no answer', async () => {
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  history.replaceState(null, '', `/popup.html?${answer}`)
  const { heard } = waiting(false)
  const done = finishPopup()
  await until(() => heard.length === 1)
  for (const origin of ['https://evil.example', 'null', location.origin]) {
    window.dispatchEvent(new MessageEvent('message', { origin, data: 'hallpass answer taken' }))
  }
  await settle()
  expect(close).not.toHaveBeenCalled()
  const channel = new BroadcastChannel(`hallpass popup ${state}`)
  stops.push(() => channel.close())
  channel.postMessage('hallpass answer taken')
  await done
  expect(close).toHaveBeenCalledTimes(1)
})

/** What this window was opened for, as the page that opened it wrote it into its storage. */
function logins(redirectUri: string, startedAt: number): string {
  const secrets = { state, nonce: '', verifier: '' }
  return JSON.stringify([{ ...secrets, client: 'x', startedAt, redirectUri, returnTo: '', scope: '' }])
}

test('a refusal that does not name its login is relayed by the page that comes back with it', async () => {
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  const { heard } = waiting(true)
  const world = createWorld()
  const tab = world.browser.openTab('https://app.example/?error=access_denied')
  tab.session.set('hallpass1 logins', logins('https://app.example/', world.clock.now()))
  void world.client(tab).start({ require: true })
  await until(() => close.mock.calls.length === 1)
  await settle()
  expect(heard).toMatchObject([{ state, parameters: 'error=access_denied' }])
  expect([tab.leftFor, tab.url]).toEqual([undefined, 'https://app.example/'])
})

test('and by a page of its own', async () => {
  const close = vi.spyOn(window, 'close').mockImplementation(() => {})
  const { heard } = waiting(true)
  sessionStorage.setItem('hallpass1 logins', logins(`${location.origin}/popup.html`, Date.now()))
  history.replaceState(null, '', '/popup.html?theme=dark&error=access_denied')
  await finishPopup()
  expect(heard).toMatchObject([{ state, parameters: 'theme=dark&error=access_denied' }])
  expect(location.search).toBe('?theme=dark')
  expect(close).toHaveBeenCalledTimes(1)
})
