// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createWorld, settle, type TestTab, until, type World } from '../../src/testing/index.js'
import { setup } from '../server/setup.js'

/** A tab that a login has come back to, and where no script has run yet. */
async function answered(world: World): Promise<TestTab> {
  const tab = world.browser.openTab()
  world
    .client(tab)
    .login()
    .catch(() => {})
  return tab.load(world.server.authorize(await until(() => tab.leftFor)))
}

const exchanges = ({ server }: World): number =>
  server.requests.filter((endpoint) => endpoint === 'token').length
const usedAlready = {
  reason: 'failed',
  error: { code: 'callback-rejected', details: { reason: 'unknown-state' } },
}

describe('a tab that is duplicated at its callback', () => {
  test('sends no code that the other one sends', async () => {
    const world = createWorld()
    const tab = await answered(world)
    const copy = tab.duplicate()
    const sessions = await Promise.all(
      [tab, copy].map((one) => world.client(one, { remember: 'tab' }).start()),
    )
    expect(sessions).toMatchObject([{ status: 'signed-in' }, usedAlready])
    expect(exchanges(world)).toBe(1)
    expect(copy.url).toBe('https://app.example/')
  })

  test.each(['tab', 'browser'] as const)(
    'sends no code that the other one has sent (%s)',
    async (remember) => {
      const world = createWorld()
      const tab = await answered(world)
      const copy = tab.duplicate()
      await world.client(tab, { remember }).start()
      tab.load('https://app.example/')
      const session = await world.client(copy, { remember }).start()
      expect(session).toMatchObject(remember === 'browser' ? { status: 'signed-in' } : usedAlready)
      expect(exchanges(world)).toBe(1)
    },
  )

  test('sends no code that the other one sends, whatever its process reads of localStorage', async () => {
    const world = createWorld()
    const tab = await answered(world)
    const copy = tab.duplicate()
    await world.client(tab, { remember: 'tab' }).start()
    world.browser.local.clear()
    expect(await world.client(copy, { remember: 'tab' }).start()).toMatchObject(usedAlready)
    expect(exchanges(world)).toBe(1)
  })
})

test('a page that is reloaded while its code is exchanged does not send it again', async () => {
  const world = createWorld()
  const page = await answered(world)
  world.server.intercept = () => new Promise(() => {})
  void world.client(page).start()
  await until(() => exchanges(world) === 1)
  delete world.server.intercept
  await world.client(page.load(page.url)).start()
  await settle()
  expect(exchanges(world)).toBe(1)
})

describe("the server part's callback", () => {
  const isExchange = ({ form }: { readonly form: URLSearchParams }): boolean =>
    form.get('grant_type') === 'authorization_code'

  test('that is reloaded while the code is exchanged sends it once, and both requests sign in', async () => {
    const { newPerson, simulator } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
    const answer = simulator.authorize(leaving.headers.get('location') ?? '')
    const reload = newPerson()
    for (const [name, value] of ada.cookies) reload.cookies.set(name, value)
    let go = (): void => {}
    const held = new Promise<undefined>((done) => {
      go = () => done(undefined)
    })
    simulator.answer('/token', () => held)
    const both = [ada, reload].map((person) => person.navigate(answer.href, { site: 'cross-site' }))
    await until(() => simulator.arrived.some(isExchange))
    await settle()
    go()
    for (const response of await Promise.all(both)) {
      expect(response.headers.get('location')).toBe('https://app.test/inbox')
    }
    expect(simulator.arrived.filter(isExchange)).toHaveLength(1)
    for (const person of [ada, reload]) {
      expect(await (await person.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
    }
  })

  test('brings a session to nobody but the browser that the login began in', async () => {
    const { newPerson, simulator } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
    const answer = simulator.authorize(leaving.headers.get('location') ?? '')
    await ada.navigate(answer.href, { site: 'cross-site' })
    const mallory = newPerson()
    expect((await mallory.navigate(answer.href, { site: 'cross-site' })).status).toBe(400)
    expect(mallory.cookies.size).toBe(0)
  })
})
