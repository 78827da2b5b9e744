// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createWorld, type TestTab, until, type World } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

const home = 'https://app.example'

/** What a person, another library or another login of this origin may have in a URL. */
const others = [
  '/invite?code=ABC123&lang=de',
  '/?state=open',
  '/?state=undefined',
  '/?error=42',
  '/?error=access_denied',
  '/?code=other&state=other',
  '/?code=other&state=other&iss=https://login.example#part',
  '/?error=access_denied&state=other',
  `/?code=other&state=hallpass.${'x'.repeat(42)}`,
  '/#access_token=x&type=recovery',
  '/#/share?doc=1&access_token=x&id_token=y',
]

/** A login that left this page: the URL that its answer comes to. */
async function leave(world: World, tab: TestTab): Promise<URL> {
  world
    .client(tab)
    .login()
    .catch(() => {})
  return new URL(world.server.authorize(await until(() => tab.leftFor)))
}

describe.each(others)('%s is no answer to a login of this tab', (path) => {
  test('and stays as it is', async () => {
    const { browser, client } = createWorld()
    const tab = browser.openTab(home + path)
    expect(await client(tab).start()).toEqual({ status: 'signed-out', reason: 'never' })
    expect(tab.history).toEqual([home + path])
  })

  test('and is where somebody comes back to who signs in there', async () => {
    const { browser, signIn } = createWorld()
    const { tab, client } = await signIn(browser.openTab(home + path))
    expect(client.session.get().status).toBe('signed-in')
    expect(tab.url).toBe(home + path)
  })

  test('and is where somebody comes back to who signs in there through a server part', async () => {
    const { browser, signIn } = createMediatedWorld()
    const { tab, client } = await signIn(browser.openTab(home + path))
    expect(client.session.get().status).toBe('signed-in')
    expect(tab.url).toBe(home + path)
  })

  test('and an app that signs in by itself does so, and comes back to it', async () => {
    const world = createWorld()
    const tab = world.browser.openTab(home + path)
    void world.client(tab).start({ require: true })
    const back = tab.load(world.server.authorize(await until(() => tab.leftFor)))
    expect((await world.client(back).start()).status).toBe('signed-in')
    expect(back.url).toBe(home + path)
  })
})

test("somebody else's answer at the redirect URI leaves the login of this tab what it is", async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  const back = await leave(world, tab)
  const foreign = tab.load(`${home}/?code=other&state=other`)
  expect(await world.client(foreign).start()).toEqual({ status: 'signed-out', reason: 'never' })
  expect(foreign.url).toBe(`${home}/?code=other&state=other`)
  expect((await world.client(foreign.load(back.href)).start()).status).toBe('signed-in')
})

test('an answer of a login of another tab does not stay in the address bar, and is refused', async () => {
  const world = createWorld()
  const back = await leave(world, world.browser.openTab())
  const tab = world.browser.openTab(back.href)
  expect(await world.client(tab).start()).toMatchObject({
    reason: 'failed',
    error: { code: 'callback-rejected', details: { reason: 'unknown-state' } },
  })
  expect(tab.url).toBe(`${home}/`)
  expect(world.server.requests).not.toContain('token')
})

test('an answer that was used leaves the address bar, at whatever page it is opened again', async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  const back = await leave(world, tab)
  const page = tab.load(back.href)
  await world.client(page).start()
  const again = page.load(`${home}/orders${back.search}&tab=2`)
  expect((await world.client(again).start()).status).toBe('signed-in')
  expect(again.url).toBe(`${home}/orders?tab=2`)
  expect(world.server.requests.filter((endpoint) => endpoint === 'token')).toHaveLength(1)
})

test('a state of this library without an answer is taken away without a word', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(`${home}/?state=hallpass.${'x'.repeat(43)}&tab=2`)
  expect(await client(tab).start()).toEqual({ status: 'signed-out', reason: 'never' })
  expect(tab.url).toBe(`${home}/?tab=2`)
})
