import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import type { Fault } from './harness/faults.js'
import { answer, hold, withHeader } from './harness/faults.js'
import type { World } from './harness/world.js'
import { callApi, openApp, openAppSignedIn, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

declare global {
  interface Window {
    /** What became of the login in a window. */
    popped: string | undefined
    stepped: string | undefined
    answersSeen: unknown[]
    /** How often the page has looked whether the window is still open. */
    looks: number
    popup: Window | null
    hurry: boolean
  }
}

/** A button that signs in in a window, as an app would have it. */
async function addPopupButton(tab: Tab, options: object = {}): Promise<void> {
  await tab.evaluate(async (options) => {
    const path = '/hallpass/popup/index.js'
    const { loginWithPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
    const button = document.createElement('button')
    button.textContent = 'Sign in in a window'
    button.onclick = () => {
      window.popped = undefined
      loginWithPopup(window.auth, options).then(
        ({ status }) => {
          window.popped = status
        },
        (error) => {
          window.popped = error.code ?? String(error)
        },
      )
    }
    document.body.append(button)
  }, options)
}

async function openPopup(person: BrowserSession, tab: Tab): Promise<Tab> {
  return person.opened(() => tab.click('Sign in in a window'))
}

async function openAppWithPopup(person: BrowserSession, world: World, options?: object): Promise<Tab> {
  const tab = await openApp(person, world, '/inbox?folder=2#third')
  await untilStatus(tab, /^Signed out/)
  await addPopupButton(tab, options)
  return tab
}

/** The `state` of the last login that the authorization server was asked for. */
function stateOf(world: World): string | null | undefined {
  return world.idp.exchanges
    .findLast(({ url }) => url.searchParams.has('state'))
    ?.url.searchParams.get('state')
}

/** From now on `window.looks` counts how often this page looks after its window. */
async function countLooks(tab: Tab): Promise<void> {
  await tab.evaluate(() => {
    const { setInterval } = window
    window.looks = 0
    window.setInterval = ((run: () => void, ms: number) =>
      setInterval(() => {
        run()
        window.looks++
      }, ms)) as typeof window.setInterval
  })
}

test('a login in a window leaves the page what it is, and closes the window', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  const popup = await openPopup(person, tab)
  await untilStatus(tab, 'signing-in')
  await popup.click('Continue as Ada Lovelace')
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'signed-in')
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.href)).toBe(`${world.app.origin}/inbox?folder=2#third`)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(world.idp.count('token:code')).toBe(1)
})

test('a page of its own ends the login, and no message says more than the answer to it', async ({
  person,
  world,
}) => {
  const tab = await openAppWithPopup(person, world, { redirectUri: '/popup.html' })
  world.start = false
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  await tab.evaluate((state) => {
    window.answersSeen = []
    const see = ({ data, origin }: MessageEvent): void => void window.answersSeen.push(data, origin)
    addEventListener('message', see)
    new BroadcastChannel(`hallpass popup ${state}`).onmessage = see
  }, stateOf(world))
  await popup.click('Continue as Grace Hopper')
  await untilIn(popup, () => location.search.includes('code='))
  await popup
    .evaluate(async () => {
      const path = '/hallpass/popup/index.js'
      const { finishPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
      void finishPopup()
    })
    // The window closes under it.
    .catch(() => {})
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'signed-in')
  expect(await statusOf(tab)).toBe('Signed in as Grace Hopper')

  const seen = await tab.evaluate(() => JSON.stringify(window.answersSeen))
  expect(seen).toContain('hallpass')
  for (const { kind, value } of world.secrets()) {
    if (kind !== 'code') expect(seen, kind).not.toContain(value)
  }
})

test('it works when this page cuts the window off from it (Cross-Origin-Opener-Policy)', async ({
  person,
  world,
}) => {
  const { app } = world
  for (const path of ['/inbox', '/']) app.spoil(path, withHeader('cross-origin-opener-policy', 'same-origin'))
  const tab = await openAppWithPopup(person, world)
  await countLooks(tab)
  await tab.evaluate(() => {
    const { open, setTimeout } = window
    window.open = (...how) => {
      const popup = open(...how) as Window
      window.popup = popup
      // On a slow machine the page sees the window on the other origin for a moment before it is cut off.
      let glimpses = 2
      let hasLeft = false
      const location = {
        replace(url: string) {
          hasLeft = true
          popup.location.replace(url)
        },
        get href() {
          if (hasLeft && glimpses-- > 0) throw new DOMException('of another origin', 'SecurityError')
          return popup.location.href
        },
      }
      return Object.create(popup, {
        closed: { get: () => glimpses <= 0 && popup.closed },
        location: { value: location },
        opener: {
          set(opener) {
            popup.opener = opener
          },
        },
        close: { value: () => popup.close() },
      })
    }
    // Whatever the page would do within seconds it does at once.
    window.hurry = true
    window.setTimeout = ((run: () => void, ms: number) =>
      setTimeout(run, window.hurry && ms < 10_000 ? 0 : ms)) as typeof setTimeout
  })
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  expect(await popup.evaluate(() => window.opener === null)).toBe(true)
  await untilIn(tab, () => window.popup?.closed && window.looks > 2)
  expect(await tab.evaluate(() => window.popped), 'it only looks closed').toBeUndefined()
  await tab.evaluate(() => {
    window.hurry = false
  })
  await popup.click('Continue as Ada Lovelace')
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'signed-in')
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
})

test('a window that is closed is noticed, and the person may try again', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  await countLooks(tab)
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  // Closed is what stayed open on another origin.
  await tab.evaluate(() => {
    window.looks = 0
  })
  await untilIn(tab, () => window.looks > 4)
  await popup.close()
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'popup-closed')
  await untilStatus(tab, /^Signed out/)

  const again = await openPopup(person, tab)
  await again.click('Continue as Ada Lovelace')
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'signed-in')
})

test('a window that is closed while its login is still prepared is noticed at once', async ({
  person,
  world,
}) => {
  const tab = await openAppWithPopup(person, world)
  const holding = hold()
  world.idp.spoil('discovery', holding.fault, 1)
  const popup = await openPopup(person, tab)
  await holding.arrived
  await popup.close()
  await untilIn(tab, () => window.popped === 'popup-closed')
  await untilStatus(tab, /^Signed out/)
  expect(world.idp.count('authorize')).toBe(0)

  holding.release()
  const again = await openPopup(person, tab)
  await again.click('Continue as Ada Lovelace')
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'signed-in')
})

test('a window that somebody leads elsewhere while its login is still prepared is given up', async ({
  person,
  world,
}) => {
  const tab = await openAppWithPopup(person, world)
  const holding = hold()
  world.idp.spoil('discovery', holding.fault, 1)
  const popup = await openPopup(person, tab)
  await holding.arrived
  await popup.goto(`${world.api.origin}/elsewhere`)
  holding.release()
  await untilIn(tab, () => window.popped !== undefined)
  expect(await tab.evaluate(() => window.popped)).toBe('popup-closed')
  await untilStatus(tab, /^Signed out/)
  expect(world.idp.count('authorize')).toBe(0)
})

test('a window has no opener at the server, and the app may give it up', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  await tab.evaluate(async () => {
    const path = '/hallpass/popup/index.js'
    const { loginWithPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
    const giveUp = new AbortController()
    const [button, stop] = ['Sign in in a window', 'Give up'].map((text) => {
      const button = document.createElement('button')
      button.textContent = text
      document.body.append(button)
      return button
    })
    for (const old of document.querySelectorAll('button')) {
      if (old.textContent === button?.textContent && old !== button) old.remove()
    }
    if (stop) stop.onclick = () => giveUp.abort(new Error('given up'))
    if (button) {
      button.onclick = () =>
        void loginWithPopup(window.auth, { signal: giveUp.signal }).catch(
          (error) => (window.popped = error.message),
        )
    }
  })
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  expect(await popup.evaluate(() => window.opener === null)).toBe(true)
  await person.show(tab)
  await tab.click('Give up')
  await untilIn(tab, () => window.popped === 'given up')
  await untilStatus(tab, /^Signed out/)
})

test('a window that is refused is told apart, and nothing waits for it', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  await tab.evaluate(() => {
    window.open = () => null
  })
  await tab.click('Sign in in a window')
  await untilIn(tab, () => window.popped === 'popup-blocked')
  expect(await statusOf(tab)).toMatch(/^Signed out/)
})

test('nobody else can answer', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  const state = stateOf(world)
  const forged = JSON.stringify({ hallpass: 'answer', state, parameters: 'error=x' })
  world.app.spoil('/of-no-origin', answer(200, `<script>parent.postMessage(${forged}, '*')</script>`))
  await tab.evaluate((state) => {
    // From this page itself, which is not the window; and with other shapes, thousands of them.
    for (let i = 0; i < 2000; i++) {
      window.postMessage(
        { hallpass: 'answer', state, parameters: `error=access_denied&state=${state}` },
        location.origin,
      )
      window.postMessage(i % 2 ? null : { hallpass: 'answer', state: 'another' }, location.origin)
    }
    const channel = new BroadcastChannel('hallpass popup other')
    channel.postMessage({ hallpass: 'answer', state, parameters: '' })
    channel.close()
    // A frame of no origin.
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts')
    frame.src = '/of-no-origin'
    document.body.append(frame)
    return new Promise<void>((resolve) =>
      addEventListener('message', ({ origin }) => origin === 'null' && resolve()),
    )
  }, state)
  expect(await tab.evaluate(() => window.popped)).toBeUndefined()
  await popup.click('Continue as Ada Lovelace')
  await person.show(tab)
  await untilIn(tab, () => window.popped === 'signed-in')
  expect(world.idp.count('token:code')).toBe(1)
})

test('an answer that nobody waits for is refused in its window', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  await tab.goto(`${world.app.origin}/reloaded`)
  await popup.click('Continue as Ada Lovelace')
  await untilStatus(popup, 'Signed out (failed)')
  expect(await popup.evaluate(() => JSON.stringify(window.auth.session.get()))).toContain('unknown-state')
  expect(await popup.evaluate(() => location.search)).toBe('')
  expect(world.idp.count('token:code')).toBe(0)
})

test('a state that somebody has made up holds up no start', async ({ person, world }) => {
  const tab = await openAppWithPopup(person, world)
  const error = await tab.evaluate(async (issuer) => {
    const { setTimeout } = window
    // Whoever waits for as long as a page that waits may take, waits for ever here.
    window.setTimeout = ((run: () => void, ms: number) =>
      ms === 3000 ? 0 : setTimeout(run, ms)) as typeof window.setTimeout
    history.replaceState(null, '', `/?code=c&state=hallpass.popup.${'x'.repeat(43)}`)
    const client = window.hallpass.createClient({ issuer, clientId: 'app', apis: [] })
    const session = await client.start()
    return session.status === 'signed-out' ? session.error?.code : session.status
  }, world.issuer)
  expect(error).toBe('callback-rejected')
})

test('a page of its own that nobody waits for says so in its window, and leads nowhere', async ({
  person,
  world,
}) => {
  const tab = await openAppWithPopup(person, world, { redirectUri: '/popup.html' })
  const popup = await openPopup(person, tab)
  await untilIn(popup, () => document.querySelector('h1') !== null)
  await tab.goto(`${world.app.origin}/reloaded`)
  world.start = false
  await popup.click('Continue as Ada Lovelace')
  await untilIn(popup, () => location.search.includes('code='))
  expect(
    await popup.evaluate(async () => {
      const path = '/hallpass/popup/index.js'
      const { finishPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
      return finishPopup().catch(({ code }) => code)
    }),
  ).toBe('callback-rejected')
  expect(await popup.evaluate(() => location.pathname + location.search)).toBe('/popup.html')
})

const wantsAdmin: Fault = async (way) => {
  const token = way.exchange.headers.authorization?.split('.')[1] ?? ''
  const { scope } = JSON.parse(Buffer.from(token, 'base64url').toString())
  if (String(scope).split(' ').includes('admin')) return way.ask()
  return answer(403, {}, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="admin"' })(way)
}

/** A button that calls an API three times at once, as an app that asks for more in a window. */
async function addAdminButton(tab: Tab, world: World): Promise<void> {
  await tab.evaluate(
    async ({ issuer, url, api }) => {
      const client = window.hallpass.createClient({
        issuer,
        clientId: 'app',
        scope: 'openid profile offline_access',
        apis: [api],
        onChallenge: () => 'popup',
        onEvent: (event) => window.events.push(event),
      })
      await client.start()
      const button = document.createElement('button')
      button.textContent = 'Administrate'
      button.onclick = async () => {
        const call = async (body: string): Promise<string> => {
          const response = await client.fetch(url, { method: 'POST', body })
          return `${response.status} ${(await response.json()).scope}`
        }
        window.stepped = (await Promise.all(['a', 'b', 'c'].map(call)).catch((error) => [error.code])).join()
      }
      document.body.append(button)
    },
    { issuer: world.issuer, url: `${world.api.origin}/admin`, api: world.api.origin },
  )
}

test('an API that wants more gets it in a window, and the calls are sent again', async ({
  person,
  world,
  engine,
}) => {
  test.skip(engine === 'webkit', 'opens no window so long after a click')
  world.api.spoil('/admin', wantsAdmin)
  const tab = await openAppSignedIn(person, world)
  await addAdminButton(tab, world)
  // The server knows the person and asks nothing: the window is gone before anybody could look at it.
  await tab.click('Administrate')
  await person.show(tab)
  await untilIn(tab, () => window.stepped !== undefined)
  const scope = '200 openid profile admin offline_access'
  expect(await tab.evaluate(() => window.stepped)).toBe([scope, scope, scope].join())
  expect(world.idp.count('token:code'), 'one step-up').toBe(2)
  expect(world.api.count('/admin')).toBe(6)
})

test('where the browser opens no window the calls say what is needed, and an event why', async ({
  person,
  world,
}) => {
  world.api.spoil('/admin', wantsAdmin)
  const tab = await openAppSignedIn(person, world)
  await addAdminButton(tab, world)
  await tab.evaluate(() => {
    window.open = () => null
  })
  await tab.click('Administrate')
  await untilIn(tab, () => window.stepped === 'step-up-required')
  expect(
    await tab.evaluate(() =>
      window.events.flatMap((event) => (event.type === 'warning' ? event.error.code : [])),
    ),
  ).toEqual(['popup-blocked'])
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
})
