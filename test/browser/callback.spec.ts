import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import type { Fault } from './harness/faults.js'
import { answer, hold } from './harness/faults.js'
import type { World } from './harness/world.js'
import { callApi, openApp, openAppSignedIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

declare global {
  interface Window {
    refusal: string | undefined
  }
}

/** Where the authorization server sent the browser last, with the answer to a login. */
function callbackUrl(world: World): string {
  const url = world.app.exchanges.findLast(({ url }) => url.searchParams.has('code'))?.url
  if (!url) throw new Error('No login was answered.')
  return url.href
}

/** A login whose answer has arrived, in an app that has not looked at it. */
async function answeredLogin(
  person: BrowserSession,
  world: World,
): Promise<{ readonly tab: Tab; readonly url: string }> {
  const tab = await openApp(person, world, '/start')
  await tab.click('Sign in')
  world.start = false
  await tab.click('Continue as Ada Lovelace')
  await untilIn(tab, () => location.search.includes('code=') && window.auth !== undefined)
  world.start = undefined
  return { tab, url: callbackUrl(world) }
}

test('a callback that was used goes on with the session, without a word to the server', async ({
  person,
  world,
}) => {
  world.client = { remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  const url = callbackUrl(world)
  const before = world.idp.exchanges.length

  for (const again of [tab, await person.newTab()]) {
    await again.goto(url)
    await untilStatus(again, 'Signed in as Ada Lovelace')
    expect(await again.evaluate(() => location.search)).toBe('')
    expect(await callApi(again, `${world.api.origin}/me`)).toEqual([200])
  }
  expect(world.idp.exchanges.length).toBe(before)
})

test('a callback that was used, and whose session is over, says so and spends nothing', {
  tag: '@once',
}, async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  const url = callbackUrl(world)
  await tab.evaluate(() => window.auth.logout({ everywhere: false }))

  await tab.goto(url)
  await untilStatus(tab, 'Signed out (failed)')
  expect(await tab.evaluate(() => location.search)).toBe('')
  expect(await tab.evaluate(() => JSON.stringify(window.auth.session.get()))).toContain('unknown-state')
  expect(world.idp.count('token:code')).toBe(1)
  // The server still knows the person, and shows nothing.
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('a callback in another tab is refused there, and works in its own', async ({ person, world }) => {
  const { tab, url } = await answeredLogin(person, world)
  const foreign = await person.newTab()
  await foreign.goto(url)
  await untilStatus(foreign, 'Signed out (failed)')
  expect(world.idp.count('token:code')).toBe(0)

  await tab.goto(url)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/start')
})

test('a callback whose login was forgotten is refused, and the next login works', { tag: '@once' }, async ({
  person,
  world,
}) => {
  const { tab, url } = await answeredLogin(person, world)
  await tab.evaluate(() => sessionStorage.clear())

  await tab.goto(url)
  await untilStatus(tab, 'Signed out (failed)')
  expect(world.idp.count('token:code')).toBe(0)
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('an app that signs in by itself and fails each time stops, and says why', { tag: '@once' }, async ({
  person,
  world,
}) => {
  // The server knows the person from now on, and asks nothing.
  await openAppSignedIn(person, world)
  world.start = { require: true }
  world.idp.spoil('token:code', answer(400, { error: 'invalid_grant' }))
  const before = world.idp.count('token:code')

  const tab = await openApp(person, world)
  await untilIn(tab, () => JSON.stringify(window.auth.session.get()).includes('login-loop'))
  expect(world.idp.count('token:code') - before).toBe(2)
  await untilStatus(tab, 'Signed out (failed)')
})

test('an app that signs in by itself does not do so right after somebody signed out', {
  tag: '@once',
}, async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  world.start = { require: true }
  await tab.evaluate(() => window.auth.logout({ everywhere: false }))
  await tab.goto(`${world.app.origin}/`)
  await tab.evaluate(() => window.started)
  await untilStatus(tab, /^Signed out/)
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('an app that signs in by itself signs in once', { tag: '@once' }, async ({ person, world }) => {
  world.start = { require: true }
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/wanted`)
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/wanted')
  expect(world.idp.count('token:code')).toBe(1)
})

test('a tab that is copied at its callback sends no code that the other one sends', async ({
  person,
  world,
}) => {
  const { tab, url } = await answeredLogin(person, world)
  // Made by hand, since no driver duplicates a tab: a tab with the same sessionStorage.
  const stored = await tab.evaluate(() => Object.entries(sessionStorage))
  world.start = false
  const copy = await person.newTab()
  await copy.goto(`${world.app.origin}/`)
  await copy.evaluate((stored) => {
    for (const [key, value] of stored) sessionStorage.setItem(key, value)
  }, stored)
  world.start = undefined
  const holding = hold()
  world.idp.spoil('token:code', holding.fault)
  await copy.goto(url)
  await holding.arrived

  await tab.goto(url)
  await untilStatus(tab, 'Signed out (failed)')
  expect(await tab.evaluate(() => JSON.stringify(window.auth.session.get()))).toContain('unknown-state')
  expect(await tab.evaluate(() => location.search)).toBe('')
  holding.release()
  await untilStatus(copy, 'Signed in as Ada Lovelace')
  expect(world.idp.count('token:code')).toBe(1)

  // Also when the page that used it is gone.
  await copy.goto(`${world.app.origin}/away`)
  await untilStatus(copy, 'Signed in as Ada Lovelace')
  await tab.goto(url)
  await untilStatus(tab, 'Signed out (failed)')
  expect(world.idp.count('token:code')).toBe(1)
})

test('a page that is reloaded while its code is exchanged does not send it again', async ({
  person,
  world,
}) => {
  const { tab, url } = await answeredLogin(person, world)
  const holding = hold()
  world.idp.spoil('token:code', holding.fault, 1)
  await tab.goto(url)
  await holding.arrived
  await tab.evaluate(() => location.reload()).catch(() => {})
  await untilStatus(tab, /^Signed out/)
  holding.release()
  expect(await tab.evaluate(() => location.search)).toBe('')
  expect(world.idp.count('token:code')).toBe(1)
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('a login in a frame is told what to do, and leaves for no page', async ({ person, world }) => {
  const tab = await openApp(person, world)
  await tab.evaluate((): void => {
    const frame = document.createElement('iframe')
    frame.src = '/framed'
    document.body.append(frame)
  })
  await untilIn(tab, () => (frames[0] as typeof window | undefined)?.auth !== undefined)
  const told = await tab.evaluate(async () => {
    const framed = frames[0] as typeof window
    const error = await framed.auth.login().then(
      () => undefined,
      (error) => error,
    )
    return [error.code, error.recovery, error.details.page, framed.location.pathname]
  })
  expect(told).toEqual(['framed', 'fix', 'login', '/framed'])
  expect(world.idp.count('authorize')).toBe(0)
})

/** As servers that leave the state out of a refusal (against RFC 6749, section 4.1.2.1). */
const refuseWithoutState: Fault = (way) => {
  const redirectUri = way.exchange.url.searchParams.get('redirect_uri')
  return answer(303, '', { location: `${redirectUri}?error=access_denied` })(way)
}

test('a refusal without a state reaches the page that waits for a window or a hidden frame', {
  tag: '@once',
}, async ({ person, world }) => {
  const tab = await openApp(person, world)
  world.idp.spoil('authorize', refuseWithoutState)
  await tab.evaluate(async () => {
    const [popupPath, silentPath] = ['/hallpass/popup/index.js', '/hallpass/silent/index.js']
    const { loginWithPopup } = (await import(popupPath)) as typeof import('../../src/popup/index.js')
    const { restoreSilently } = (await import(silentPath)) as typeof import('../../src/silent/index.js')
    const ask = (name: string, run: () => Promise<unknown>): void => {
      const button = document.createElement('button')
      button.textContent = name
      button.onclick = () => {
        window.refusal = undefined
        run().then(
          () => {
            window.refusal = 'none'
          },
          ({ code, details }) => {
            window.refusal = `${code} ${details.error}`
          },
        )
      }
      document.body.append(button)
    }
    ask('In a window', () => loginWithPopup(window.auth))
    ask('In a frame', () => restoreSilently(window.auth))
  })
  for (const name of ['In a window', 'In a frame']) {
    await tab.click(name)
    await untilIn(tab, () => window.refusal !== undefined)
    expect(await tab.evaluate(() => window.refusal), name).toBe('login-refused access_denied')
  }
})

test('a refusal without a state is told, and an app that signs in by itself does not leave again', {
  tag: '@once',
}, async ({ person, world }) => {
  world.start = { require: true }
  world.idp.spoil('authorize', refuseWithoutState)
  const tab = await openApp(person, world, '/wanted')
  await untilStatus(tab, 'Signed out (failed)')
  expect(await tab.evaluate(() => JSON.stringify(window.auth.session.get()))).toContain('access_denied')
  expect(await tab.evaluate(() => location.pathname + location.search)).toBe('/wanted')
  expect(world.idp.count('authorize')).toBe(1)
})
