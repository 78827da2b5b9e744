import type { Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { hang, hold } from './harness/faults.js'
import { openAppSignedIn, signIn, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/**
 * What became of it: the session's status and its reason, or the code of the error; and whether a frame is
 * left.
 */
function restoreSilently(tab: Tab, options: object = {}): Promise<readonly (string | number)[]> {
  return tab.evaluate(async (options) => {
    const path = '/hallpass/silent/index.js'
    const { restoreSilently } = (await import(path)) as typeof import('../../src/silent/index.js')
    const outcome = await restoreSilently(window.auth, options).then(
      (session) => (session.status === 'signed-out' ? session.reason : session.status),
      (error) => error.code ?? String(error),
    )
    return [outcome, document.querySelectorAll('iframe').length]
  }, options)
}

test('who is still signed in at the server is signed in again, and the page stays where it is', async ({
  person,
  world,
}) => {
  world.client = { remember: 'page' }
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.goto(`${world.ownApp.origin}/deep?link=1#here`)
  await untilStatus(tab, 'Signed out (never)')
  const before = await tab.evaluate(() => [location.href, history.length])

  expect(await restoreSilently(tab)).toEqual(['signed-in', 0])
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => window.shown)).toEqual([
    'loading',
    'Signed out (never)',
    'Signed in as Ada Lovelace',
  ])
  expect(await tab.evaluate(() => [location.href, history.length])).toEqual(before)
  expect(
    await tab.evaluate(async (api) => (await window.auth.fetch(`${api}/me`)).status, world.api.origin),
  ).toBe(200)
  expect(world.idp.count('token:code')).toBe(2)
  // Nobody is asked who is signed in.
  const asked = world.idp.count('authorize')
  expect(await restoreSilently(tab)).toEqual(['signed-in', 0])
  expect(world.idp.count('authorize')).toBe(asked)
})

test('where the server knows nobody, nobody is signed in, and that is no error', async ({
  person,
  world,
}) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await untilStatus(tab, 'Signed out (never)')
  expect(await restoreSilently(tab)).toEqual(['never', 0])
  expect(await tab.evaluate(() => window.shown)).toEqual(['loading', 'Signed out (never)'])
  expect(world.idp.count('authorize')).toBe(1)
  expect(world.idp.count('token:code')).toBe(0)
})

test('where the browser gives a frame of another site no cookies, nobody is signed in', async ({
  person,
  world,
}) => {
  world.client = { remember: 'page' }
  const tab = await openAppSignedIn(person, world)
  await tab.goto(`${world.app.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')
  expect(await restoreSilently(tab)).toEqual(['never', 0])
})

test('a frame that does not come back is given up', async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await untilStatus(tab, 'Signed out (never)')
  world.idp.spoil('authorize', hang)
  expect(await restoreSilently(tab, { timeoutMs: 200 })).toEqual(['silent-unanswered', 0])
  expect(await statusOf(tab)).toBe('Signed out (never)')
})

test('a frame may ask to come back to a loopback or private host, by every name of that permission', {
  tag: '@once',
}, async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await untilStatus(tab, 'Signed out (never)')
  const holding = hold()
  world.idp.spoil('authorize', holding.fault, 1)
  const answered = restoreSilently(tab)
  await holding.arrived
  expect(await tab.evaluate(() => document.querySelector('iframe')?.getAttribute('allow'))).toBe(
    'local-network-access *; local-network *; loopback-network *',
  )
  holding.release()
  expect(await answered).toEqual(['never', 0])
})

for (const { state, told } of [
  { state: 'prompt', told: 'prompt' },
  { state: 'denied', told: 'denied' },
  { state: 'granted', told: undefined },
  { state: undefined, told: undefined },
]) {
  test(`a frame that does not come back says what is likely, with permission: ${state}`, {
    tag: '@once',
  }, async ({ person, world }) => {
    const tab = await person.newTab()
    await tab.goto(`${world.ownApp.origin}/`)
    await untilStatus(tab, 'Signed out (never)')
    world.idp.spoil('authorize', hang)
    const error = await tab.evaluate(async (state) => {
      const query = async ({ name }: { name: string }): Promise<{ state: string }> => {
        if (state && name === 'local-network') return { state }
        throw new TypeError('there is no such permission')
      }
      Object.defineProperty(navigator, 'permissions', { value: { query } })
      const path = '/hallpass/silent/index.js'
      const { restoreSilently } = (await import(path)) as typeof import('../../src/silent/index.js')
      return restoreSilently(window.auth, { timeoutMs: 200 }).then(
        () => undefined,
        ({ code, recovery, message, details }) => ({ code, recovery, message, details }),
      )
    }, state)
    const { message, ...rest } = error as { message: string }
    const details = { timeoutMs: 200, ...(told && { localNetworkAccess: told }) }
    expect(rest).toEqual({ code: 'silent-unanswered', recovery: 'sign-in', details })
    for (const cause of [
      'sign-in page',
      'X-Frame-Options',
      'frame-ancestors',
      'third-party cookies',
      'login()',
    ]) {
      expect(message).toContain(cause)
    }
    expect(message.includes('Local Network Access')).toBe(told !== undefined)
    expect(message).not.toContain('Try again')
  })
}

test('an answer for a frame that is gone, in the tab itself, leads back to where the login began', async ({
  person,
  world,
}) => {
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/inbox?folder=2#third`)
  await untilStatus(tab, 'Signed out (never)')
  await tab.click('Sign in')
  // The page of the app has this, and the server's has not.
  await untilIn(tab, () => document.readyState === 'complete' && !document.querySelector('[role=status]'))
  // The server goes on with what it was asked in the frame.
  world.start = false
  await tab.goto(`${world.app.origin}/popup.html?code=c0de&state=popup.gone`)
  await finishPopupIn(tab)
  await untilIn(tab, () => location.pathname === '/inbox')
  expect(await tab.evaluate(() => location.href)).toBe(`${world.app.origin}/inbox?folder=2#third`)
  expect(world.idp.count('token:code')).toBe(0)
})

test('where no login began it leads to the app', async ({ person, world }) => {
  world.start = false
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/app/popup.html?code=c0de&state=popup.gone`)
  await finishPopupIn(tab)
  // A page that has not loaded yet would interrupt the next navigation.
  await untilIn(tab, () => location.pathname === '/app/' && document.readyState === 'complete')
  await tab.goto(`${world.app.origin}/app/popup.html?code=c0de&state=popup.gone`)
  await finishPopupIn(tab, { app: '/home' })
  await untilIn(tab, () => location.pathname === '/home')
})

/** Begins to: the page goes away under it, and in some engines before it has answered. */
async function finishPopupIn(tab: Tab, options: object = {}): Promise<void> {
  const begun = tab.evaluate(async (options) => {
    const path = '/hallpass/popup/index.js'
    const { finishPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
    void finishPopup(options)
  }, options)
  await begun.catch(() => {})
}

test('an answer that comes after somebody has signed in changes nothing', async ({ person, world }) => {
  world.client = { remember: 'page' }
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.goto(`${world.ownApp.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')

  const holding = hold()
  world.idp.spoil('authorize', holding.fault, 1)
  const slow = restoreSilently(tab)
  await holding.arrived
  expect((await restoreSilently(tab))[0]).toBe('signed-in')
  const exchanged = world.idp.count('token:code')
  holding.release()
  expect(await slow).toEqual(['signed-in', 0])
  expect(world.idp.count('token:code')).toBe(exchanged)
})

test('who has just signed out is not signed in again, also after a reload', async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.evaluate(() => window.auth.logout({ everywhere: false }))
  const asked = world.idp.count('authorize')
  expect(await restoreSilently(tab)).toEqual(['logout', 0])
  await tab.goto(`${world.ownApp.origin}/again`)
  await untilStatus(tab, /^Signed out/)
  expect(await restoreSilently(tab)).toEqual(['never', 0])
  expect(world.idp.count('authorize')).toBe(asked)
})

test('by a redirect it works on every site: the known come back signed in, others are asked once', async ({
  person,
  world,
}) => {
  world.client = { remember: 'page' }
  world.start = { require: { prompt: 'none' } }
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/deep`)
  await untilStatus(tab, 'Signed out (failed)')
  expect(world.idp.count('authorize')).toBe(1)
  expect(await tab.evaluate(() => location.pathname)).toBe('/deep')

  await tab.click('Sign in')
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  await tab.goto(`${world.app.origin}/again`)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/again')
})

test('who signs in in a window while a hidden frame is asked is not replaced by its answer', async ({
  person,
  world,
}) => {
  world.client = { remember: 'page' }
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.goto(`${world.ownApp.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')
  await tab.evaluate(async () => {
    const path = '/hallpass/popup/index.js'
    const { loginWithPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
    const button = document.createElement('button')
    button.textContent = 'Sign in in a window'
    button.onclick = () => void loginWithPopup(window.auth, { prompt: 'login' })
    document.body.append(button)
  })
  const holding = hold()
  world.idp.spoil('token:code', holding.fault, 1)
  const answered = restoreSilently(tab)
  await holding.arrived
  const popup = await person.opened(() => tab.click('Sign in in a window'))
  await popup.click('Continue as Grace Hopper')
  await person.show(tab)
  await untilStatus(tab, 'Signed in as Grace Hopper')
  holding.release()
  expect(await answered).toEqual(['signed-in', 0])
  expect(await statusOf(tab)).toBe('Signed in as Grace Hopper')
})
