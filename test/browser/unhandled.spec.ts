import type { Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { openApp, openAppSignedIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

declare global {
  interface Window {
    awaited: string | undefined
  }
}

/**
 * What this page's `unhandledrejection` listener has heard, once it has heard of a rejection that nobody
 * handles for sure.
 */
async function unhandled(tab: Tab): Promise<readonly string[]> {
  await tab.evaluate(() => void Promise.reject(new Error('the control')))
  await untilIn(tab, () => window.lines.some((line) => line.startsWith('unhandled Error: the control')))
  return tab.evaluate(() => window.lines.filter((line) => /unhandled/i.test(line)))
}

const onlyTheControl = [expect.stringContaining('the control')]

/** As the first page of the documents has it; the page stays. */
function handlersAsDocumented(): void {
  const { auth } = window
  const button = document.querySelector<HTMLButtonElement>('#sign-in')
  if (button)
    button.onclick = () =>
      auth.session.get().status === 'signed-in' ? auth.logout({ everywhere: false }) : auth.login()
}

test('a click on login() that nobody awaits makes no unhandledrejection, and the session says why', async ({
  person,
  world,
}) => {
  const tab = await openApp(person, world)
  await untilStatus(tab, /^Signed out/)
  await tab.evaluate(handlersAsDocumented)
  world.idp.cut()
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed out (failed)')
  expect(await unhandled(tab)).toEqual(onlyTheControl)
  const session = await tab.evaluate(() => JSON.parse(JSON.stringify(window.auth.session.get())))
  expect(session).toMatchObject({ error: { code: 'network' } })

  // Who awaits it gets the same error.
  await tab.evaluate(async () => {
    window.awaited = await window.auth.login().catch((error) => error.code)
  })
  expect(await tab.evaluate(() => window.awaited)).toBe('network')
  world.idp.mend()
})

test('a click on logout() that nobody awaits makes no unhandledrejection, and an event says why', async ({
  person,
  world,
}) => {
  world.client = { remember: 'tab' }
  const tab = await openAppSignedIn(person, world)
  await tab.evaluate(handlersAsDocumented)
  world.idp.cut()
  await tab.evaluate(() => {
    Storage.prototype.removeItem = () => {
      throw new DOMException('no', 'SecurityError')
    }
  })
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed out (logout)')
  await untilIn(tab, () => window.events.some(({ type }) => type === 'warning'))
  expect(await unhandled(tab)).toEqual(onlyTheControl)
  world.idp.mend()
})

test('a loginWithPopup() that nobody awaits makes no unhandledrejection, and an event says why', async ({
  person,
  world,
}) => {
  const tab = await openApp(person, world)
  await untilStatus(tab, /^Signed out/)
  await tab.evaluate(async () => {
    const path = '/hallpass/popup/index.js'
    const { loginWithPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
    window.open = () => null
    const button = document.querySelector<HTMLButtonElement>('#sign-in')
    if (button) button.onclick = () => loginWithPopup(window.auth)
  })
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed out (failed)')
  expect(await unhandled(tab)).toEqual(onlyTheControl)
  expect(
    await tab.evaluate(() =>
      window.events.flatMap((event) => (event.type === 'login-failed' ? event.error.code : [])),
    ),
  ).toEqual(['popup-blocked'])
})
