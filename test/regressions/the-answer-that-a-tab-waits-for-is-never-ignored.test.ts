// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createWorld, type TestTab, until, type World } from '../../src/testing/index.js'
import { setup } from '../server/setup.js'

const redirectUri = 'https://app.example/callback'

/** A login that left this tab: the URL that its answer comes to, of a server that does not say who it is. */
async function leave(world: World, tab: TestTab): Promise<URL> {
  delete world.server.metadata.authorization_response_iss_parameter_supported
  world
    .client(tab, { redirectUri })
    .login()
    .catch(() => {})
  const back = new URL(world.server.authorize(await until(() => tab.leftFor)))
  back.searchParams.delete('iss')
  return back
}

describe('an answer that comes to another page than the redirect URI', () => {
  test.each(['/callback/', '/callback/index.html', '/callback.html'])(
    'is finished at %s, which is how a static host spells it',
    async (pathname) => {
      const world = createWorld()
      const tab = world.browser.openTab()
      const back = await leave(world, tab)
      back.pathname = pathname
      const page = tab.load(back.href)
      expect((await world.client(page, { redirectUri }).start()).status).toBe('signed-in')
      expect(page.url).toBe('https://app.example/')
    },
  )

  test('is refused aloud and spent: another server may have sent it (RFC 9700, section 4.4)', async () => {
    const world = createWorld()
    const tab = world.browser.openTab()
    const back = await leave(world, tab)
    const page = tab.load(`https://app.example/other${back.search}`)
    expect(await world.client(page, { redirectUri }).start({ require: true })).toMatchObject({
      reason: 'failed',
      error: { code: 'callback-rejected', details: { reason: 'wrong-redirect-uri' } },
    })
    expect(page.url).not.toContain('code=')
    expect(page.leftFor).toBeUndefined()
    expect(world.server.requests).not.toContain('token')
    await world.client(page.load(back.href), { redirectUri }).start()
    expect(world.server.requests).not.toContain('token')
  })

  test('is finished where it says which server sent it (RFC 9207)', async () => {
    const world = createWorld()
    const tab = world.browser.openTab()
    const back = await leave(world, tab)
    back.searchParams.set('iss', 'https://login.example')
    const page = tab.load(`https://app.example/other${back.search}`)
    expect((await world.client(page, { redirectUri }).start()).status).toBe('signed-in')
  })
})

describe('an answer in the fragment, where no server was asked to put it', () => {
  async function answered(world: World, change: (parameters: URLSearchParams) => void): Promise<TestTab> {
    const tab = world.browser.openTab('https://app.example/deep')
    world
      .client(tab)
      .login()
      .catch(() => {})
    const { searchParams } = new URL(world.server.authorize(await until(() => tab.leftFor)))
    change(searchParams)
    return tab.load(`https://app.example/?tab=2#${searchParams}`)
  }

  test('signs in, and does not stay in the address bar', async () => {
    const world = createWorld()
    const page = await answered(world, () => {})
    expect((await world.client(page).start()).status).toBe('signed-in')
    expect(page.url).toBe('https://app.example/deep')
  })

  test('is refused as any other where it is of another server', async () => {
    const world = createWorld()
    const page = await answered(world, (parameters) => parameters.set('iss', 'https://evil.example'))
    expect(await world.client(page).start()).toMatchObject({
      error: { code: 'callback-rejected', details: { reason: 'wrong-issuer' } },
    })
    expect(world.server.requests).not.toContain('token')
  })

  test('that says no is told, and an app that signs in by itself does not leave again', async () => {
    const world = createWorld()
    const page = await answered(world, (parameters) => {
      parameters.delete('code')
      parameters.set('error', 'access_denied')
    })
    expect(await world.client(page).start({ require: true })).toMatchObject({
      error: { code: 'login-refused' },
    })
    expect(page.leftFor).toBeUndefined()
  })

  test('of another tab is refused, and leaves what is beside it', async () => {
    const world = createWorld()
    const page = await answered(world, (parameters) => parameters.set('mine', '1'))
    const other = world.browser.openTab(page.url)
    expect(await world.client(other).start()).toMatchObject({ error: { code: 'callback-rejected' } })
    expect(other.url).toBe('https://app.example/?tab=2#mine=1')
  })
})

describe('a refusal without a state', () => {
  test("is that of this tab's login, and an app that signs in by itself does not leave again", async () => {
    const world = createWorld()
    const tab = world.browser.openTab('https://app.example/deep')
    void world.client(tab).start({ require: true })
    await until(() => tab.leftFor)
    const back = tab.load('https://app.example/?error=access_denied&error_description=Call+0900')
    const session = await world.client(back).start({ require: true })
    expect(session).toMatchObject({
      reason: 'failed',
      error: { code: 'login-refused', details: { error: 'access_denied' } },
    })
    // Anybody may have written the link.
    expect(JSON.stringify(session)).not.toContain('0900')
    expect([back.leftFor, back.url]).toEqual([undefined, 'https://app.example/deep'])
    expect(back.session.has('hallpass1 logins')).toBe(false)
  })

  test.each([
    ['of another server', '/?error=access_denied&iss=https://evil.example', 'callback-rejected'],
    ['for a developer', '/?error=invalid_request', 'configuration'],
  ])('%s is told as that', async (_, path, code) => {
    const world = createWorld()
    const tab = world.browser.openTab()
    await leave(world, tab)
    const back = tab.load(`https://app.example/callback${path.slice(1)}`)
    const session = await world.client(back, { redirectUri }).start({ require: true })
    expect(session).toMatchObject({ reason: 'failed', error: { code } })
    expect(back.leftFor).toBeUndefined()
  })

  test.each([
    ['at another page', 0, '/other?error=access_denied'],
    ['after an hour', 3_600_001, '/callback?error=access_denied'],
    ["with a word that is an app's own", 0, '/callback?error=42'],
  ])('%s is none', async (_, later, path) => {
    const world = createWorld()
    const tab = world.browser.openTab()
    await leave(world, tab)
    world.clock.advance(later)
    const back = tab.load(`https://app.example${path}`)
    expect(await world.client(back, { redirectUri }).start()).toEqual({
      status: 'signed-out',
      reason: 'never',
    })
    expect(back.url).toBe(`https://app.example${path}`)
  })

  describe("is none once the login is not under way any more, and the URL stays the person's own", () => {
    const own = 'https://app.example/?error=card_declined&order=7'

    async function abandon(world: World): Promise<TestTab> {
      const tab = world.browser.openTab('https://app.example/shop')
      const page = world.client(tab)
      await page.start()
      page.login().catch(() => {})
      await until(() => tab.leftFor)
      return tab
    }

    test('since the person went back to the app', async () => {
      const world = createWorld()
      const back = (await abandon(world)).load('https://app.example/shop')
      await world.client(back).start()
      const page = back.load(own)
      expect(await world.client(page).start()).toEqual({ status: 'signed-out', reason: 'never' })
      expect(page.url).toBe(own)
    })

    test('since the page came back from the back/forward cache', async () => {
      const world = createWorld()
      const tab = await abandon(world)
      tab.emit({ type: 'left' })
      tab.emit({ type: 'back-from-cache' })
      const page = tab.load(own)
      expect(await world.client(page).start()).toEqual({ status: 'signed-out', reason: 'never' })
      expect(page.url).toBe(own)
    })

    test('since a later login was finished', async () => {
      const world = createWorld()
      const { tab } = await world.signIn((await abandon(world)).load('https://app.example/shop'))
      const page = tab.load(own)
      const client = world.client(page)
      expect((await client.start()).status).toBe('signed-in')
      expect(page.url).toBe(own)
      expect(client.events.map(({ type }) => type)).not.toContain('login-failed')
    })

    test("while an answer with its state still finishes it, from the server's page", async () => {
      const world = createWorld()
      const tab = await abandon(world)
      const answer = world.server.authorize(tab.leftFor ?? '')
      const back = tab.load('https://app.example/shop')
      await world.client(back).start()
      expect((await world.client(back.load(answer)).start()).status).toBe('signed-in')
    })
  })

  test('is that of a login that leaves while the client is closed and starts again', async () => {
    const world = createWorld()
    const tab = world.browser.openTab()
    const here = world.client(tab)
    await here.start()
    here.login().catch(() => {})
    await until(() => tab.leftFor)
    here.close()
    await here.start()
    const back = tab.load('https://app.example/?error=access_denied')
    expect(await world.client(back).start()).toMatchObject({ error: { code: 'login-refused' } })
  })

  test('with a code is none: a code comes with its state', async () => {
    const world = createWorld()
    const tab = world.browser.openTab()
    const back = await leave(world, tab)
    back.searchParams.delete('state')
    expect((await world.client(tab.load(back.href), { redirectUri }).start()).status).toBe('signed-out')
    expect(world.server.requests).not.toContain('token')
  })

  test("is that of the browser's last login at the server part's callback, and spends none", async () => {
    const { newPerson, simulator } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
    const refused = await ada.navigate('/oauth/acme/callback?error=access_denied', { site: 'cross-site' })
    expect(refused.headers.get('location')).toBe('https://app.test/inbox')
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({
      signed_in: false,
      failure: 'access_denied',
    })
    const answer = simulator.authorize(leaving.headers.get('location') ?? '')
    await ada.navigate(answer.href, { site: 'cross-site' })
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test("of nobody who signs in is nobody's at the server part", async () => {
    const ada = setup().newPerson()
    expect((await ada.navigate('/oauth/acme/callback?error=access_denied')).status).toBe(400)
  })
})
