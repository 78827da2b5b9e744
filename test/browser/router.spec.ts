import type { Tab } from './drive/tab.js'
import { back } from './drive/travel.js'
import { until, untilIn } from './drive/until.js'
import { answer, editJson, type Fault, withHeader } from './harness/faults.js'
import { routers } from './harness/scripts.js'
import type { World } from './harness/world.js'
import { untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

const deepLink = '/orders?of=ada#last'

/** The server's sign-in page is shown. */
async function untilSignInPage(tab: Tab, world: World): Promise<void> {
  await untilIn(
    tab,
    (issuer) => location.href.startsWith(issuer) && document.body.textContent?.includes('Ada'),
    world.issuer,
  )
}

function pathOf(tab: Tab): Promise<string> {
  return tab.evaluate(() => location.pathname + location.search + location.hash)
}

function refusal(world: World): Fault {
  return answer(400, JSON.stringify({ error: 'invalid_grant' }), {
    'content-type': 'application/json',
    'access-control-allow-origin': world.app.origin,
  })
}

/** The server ends the session of this page, which asks for a new token. */
async function endSession(tab: Tab, world: World): Promise<void> {
  const stop = world.idp.spoil('token:refresh', refusal(world))
  await tab.evaluate(() => {
    void window.renew?.().catch(() => {})
  })
  await until('the refusal', () => world.idp.count('token:refresh') > 0)
  await untilIn(tab, () => window.auth.session.get().status === 'signed-out')
  stop()
}

for (const router of routers) {
  // Whether a router brings a page back depends on the engine. What else it does is the same in all.
  const once = router === 'tanstack-router' ? [] : '@once'
  test.describe(router, () => {
    test.beforeEach(({ world }) => {
      world.router = router
      world.client = { remember: 'browser', redirectUri: `${world.app.origin}/` }
    })

    test('a deep link leads to the sign-in page and lands where it led, without its code in the URL', {
      tag: once,
    }, async ({ person, world }) => {
      const tab = await person.newTab()
      await tab.goto(world.app.origin + deepLink)
      await untilSignInPage(tab, world)
      await tab.click('Continue as Ada Lovelace')
      await untilStatus(tab, 'Orders of Ada Lovelace')
      expect(await pathOf(tab)).toBe(deepLink)
      expect(await tab.evaluate(() => window.shown)).toEqual(['Orders of Ada Lovelace'])

      // A reload shows the page, and nothing before it.
      const asked = world.idp.exchanges.length
      await tab.evaluate(() => {
        Object.assign(window, { beforeReload: true })
        setTimeout(() => location.reload())
      })
      await untilIn(tab, () => window.shown?.length > 0 && !('beforeReload' in window))
      await untilStatus(tab, 'Orders of Ada Lovelace')
      expect(await tab.evaluate(() => window.shown)).toEqual(['Orders of Ada Lovelace'])
      expect(world.idp.exchanges.length).toBe(asked)
      expect(await tab.evaluate(() => window.lines)).toEqual([])

      await tab.click('Admin')
      await untilStatus(tab, 'Forbidden')
      expect(await tab.evaluate(() => window.lines)).toEqual([])
    })

    for (const cached of [true, false]) {
      const cache = `${cached ? 'from' : 'not from'} the back/forward cache`
      test(`Back from the server leads to the page before, ${cache}, and a click to the server`, async ({
        person,
        world,
      }) => {
        if (!cached) world.app.spoil('/', withHeader('cache-control', 'no-store'))
        const tab = await person.newTab()
        await tab.goto(`${world.app.origin}/`)
        await untilStatus(tab, 'Home')
        await tab.click('Orders')
        await untilSignInPage(tab, world)
        await back(tab)
        // The page that is restored may show the same text, and be about to be loaded anew.
        await untilIn(tab, (home) => location.href === home, `${world.app.origin}/`)
        await untilStatus(tab, 'Home')
        const asked = world.idp.count('authorize')
        await tab.click('Orders')
        await untilSignInPage(tab, world)
        // The page did not leave for a login of its own before the click.
        expect(world.idp.count('authorize')).toBe(asked + 1)
        await tab.click('Continue as Ada Lovelace')
        await untilStatus(tab, 'Orders of Ada Lovelace')
        expect(await pathOf(tab)).toBe(deepLink)
      })
    }

    test('Back from the sign-in page of a deep link leads to the page before the app', async ({
      person,
      world,
    }) => {
      const tab = await person.newTab()
      await tab.goto(`${world.api.origin}/before`)
      await tab.goto(world.app.origin + deepLink)
      await untilSignInPage(tab, world)
      await back(tab)
      await untilIn(tab, () => location.pathname === '/before')
    })

    test('a login that was cancelled shows the page with a button, at the page that was wanted', {
      tag: once,
    }, async ({ person, world }) => {
      const tab = await person.newTab()
      await tab.goto(world.app.origin + deepLink)
      await untilSignInPage(tab, world)
      await tab.click('Cancel')
      await untilStatus(tab, 'Signed out (refused)')
      if (router !== 'vue-router') expect(await pathOf(tab)).toBe(deepLink)
      await tab.click('Sign in')
      await tab.click('Continue as Ada Lovelace')
      await untilStatus(tab, 'Orders of Ada Lovelace')
      expect(await pathOf(tab)).toBe(deepLink)
    })

    test('a sign-out on a guarded page shows the page with a button, in all tabs, and leaves for no login', {
      tag: once,
    }, async ({ person, world }) => {
      const tab = await person.newTab()
      await tab.goto(world.app.origin + deepLink)
      await tab.click('Continue as Ada Lovelace')
      await untilStatus(tab, 'Orders of Ada Lovelace')
      const other = await person.newTab()
      await other.goto(`${world.app.origin}/`)
      await untilStatus(other, 'Home')

      await person.show(tab)
      await tab.click('Sign out')
      await untilStatus(tab, 'Signed out (logout)')
      const asked = world.idp.count('authorize')
      await tab.click('Home page')
      await untilStatus(tab, 'Home')
      await tab.click('Orders')
      await untilStatus(tab, 'Signed out (logout)')
      expect(world.idp.count('authorize')).toBe(asked)
      expect(await tab.evaluate(() => window.lines)).toEqual([])
    })

    test('a session that ends by itself leaves a page that is in use as it is, and the next click signs in', {
      tag: '@once',
    }, async ({ person, world }) => {
      const tab = await person.newTab()
      await tab.goto(world.app.origin + deepLink)
      await tab.click('Continue as Ada Lovelace')
      await untilStatus(tab, 'Orders of Ada Lovelace')
      await tab.click('Orders')
      await tab.evaluate(() => document.querySelector('main')?.append(document.createElement('input')))
      const asked = world.idp.count('authorize')
      await endSession(tab, world)
      expect(await tab.evaluate(() => window.auth.session.get())).toMatchObject({ reason: 'revoked' })
      await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
      expect(await tab.evaluate(() => document.querySelectorAll('main input').length)).toBe(1)
      expect(world.idp.count('authorize')).toBe(asked)

      await tab.click('Home page')
      await untilStatus(tab, 'Home')
      await tab.click('Orders')
      await untilStatus(tab, 'Orders of Ada Lovelace')
      expect(world.idp.count('authorize')).toBeGreaterThan(asked)
    })

    test('nothing of one person is left on a page when another one signs in', { tag: '@once' }, async ({
      person,
      world,
    }) => {
      const tab = await person.newTab()
      await tab.goto(world.app.origin + deepLink)
      await tab.click('Continue as Ada Lovelace')
      await untilStatus(tab, 'Orders of Ada Lovelace')
      await tab.evaluate(() => void Object.assign(window, { ofAda: true }))
      const other = await person.newTab()
      await other.goto(`${world.app.origin}/`)
      await untilStatus(other, 'Home')
      await other.evaluate(() => {
        void window.auth.login({ prompt: 'select_account' })
      })
      await other.click('Continue as Grace Hopper')
      await untilStatus(tab, 'Orders of Grace Hopper')
      expect(await tab.evaluate(() => 'ofAda' in window)).toBe(false)
    })
  })
}

test('a session that ends by itself under a page that nobody has touched is replaced by a login', {
  tag: '@once',
}, async ({ engine, person, world }) => {
  test.skip(engine === 'firefox', 'its driver runs a script in each page, which counts as a click there')
  world.router = 'tanstack-router'
  world.client = { remember: 'browser', redirectUri: `${world.app.origin}/` }
  let logins = 0
  world.idp.spoil(
    'token:code',
    editJson((tokens) => (++logins === 1 ? { ...tokens, expires_in: 0 } : tokens)),
  )
  world.idp.spoil('token:refresh', refusal(world))
  const tab = await person.newTab()
  await tab.goto(world.app.origin + deepLink)
  await tab.click('Continue as Ada Lovelace')
  // To ask the page anything would count as a click there.
  await until('the second login', () => logins === 2)
  await untilStatus(tab, 'Orders of Ada Lovelace')
  expect(world.idp.count('token:refresh')).toBe(1)
})

test('a link that is only hovered leads to no sign-in page, and a click does', async ({ person, world }) => {
  world.router = 'tanstack-router'
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/`)
  await untilStatus(tab, 'Home')
  await tab.evaluate(() => {
    const [link] = [...document.querySelectorAll('a')].filter(({ textContent }) => textContent === 'Orders')
    link?.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
    link?.focus()
  })
  await untilIn(tab, () => 'preloadWasRefused' in window)
  expect(await pathOf(tab)).toBe('/')
  expect(await tab.evaluate(() => window.events ?? [])).toEqual([])
  await tab.click('Orders')
  await until('the sign-in page', async () =>
    (await tab.evaluate(() => location.href)).startsWith(world.issuer),
  )
})

test('an answer to a login that a router writes back into the address bar is told of', async ({
  person,
  world,
}) => {
  world.router = 'vue-router'
  world.client = { remember: 'browser', redirectUri: `${world.app.origin}/` }
  world.start = 'after the router'
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/`)
  await untilStatus(tab, 'Home')
  await tab.evaluate(() => void window.auth.login())
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Home')
  expect(await tab.evaluate(() => location.search)).toContain('state=hallpass.')
  await untilIn(tab, () => window.lines.length > 0)
  expect(await tab.evaluate(() => window.lines)).toEqual([expect.stringContaining('address bar again')])
})
