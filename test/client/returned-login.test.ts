import { expect, test, vi } from 'vitest'
import { type ClientEvent, type ReturnedLogin, returnedLogin } from '../../src/index.js'
import { createWorld, settle, type TestTab, until, type World } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

const state = { step: 3, draft: ['a', 'b'] }

/** A page that came back from a login with `state`, with an answer that the test may change. */
async function comeBack(
  { client, server }: World,
  tab: TestTab,
  change: (answer: URL) => void = () => {},
): Promise<TestTab> {
  client(tab)
    .login({ state })
    .catch(() => {})
  const answer = new URL(server.authorize(await until(() => tab.leftFor)))
  change(answer)
  return tab.load(answer.href)
}

test('the state that a login was given comes back with it, and is not sent to the server', async () => {
  const world = createWorld()
  const tab = world.browser.openTab('https://app.example/form?id=7#address')
  const page = await comeBack(world, tab)
  expect(decodeURIComponent(tab.leftFor ?? '')).not.toContain('draft')
  const here = world.client(page)
  expect(returnedLogin(here)).toBeUndefined()
  void here.start()
  expect(returnedLogin(here)).toEqual({
    url: 'https://app.example/form?id=7#address',
    state,
    parameters: {},
  })
  expect(page.url).toBe('https://app.example/form?id=7#address')
})

test('a refused login brings its state back as well, with what the server added to its answer', async () => {
  const world = createWorld()
  const page = await comeBack(world, world.browser.openTab(), (answer) => {
    answer.searchParams.delete('code')
    answer.searchParams.set('error', 'access_denied')
    answer.searchParams.set('error_description', 'The person said no')
    answer.searchParams.set('session_state', '1')
    answer.searchParams.set('kc_action_status', 'cancelled')
  })
  const here = world.client(page)
  expect(await here.start()).toMatchObject({ error: { code: 'login-refused' } })
  expect(returnedLogin(here)).toMatchObject({ state, parameters: { kc_action_status: 'cancelled' } })
})

test('parameters of the redirect URI itself were not added by the server', async () => {
  const world = createWorld()
  const redirectUri = 'https://app.example/callback?tenant=1'
  const { browser, client, server } = world
  const tab = browser.openTab()
  client(tab, { redirectUri })
    .login()
    .catch(() => {})
  const page = tab.load(server.authorize(await until(() => tab.leftFor)))
  const here = client(page, { redirectUri })
  await here.start()
  expect(returnedLogin(here)).toEqual({ url: 'https://app.example/', parameters: {} })
})

test('a page whose URL answers no login has none to return from', async () => {
  const world = createWorld()
  const { tab } = await world.signIn(world.browser.openTab())
  const here = world.client(tab.load('https://app.example/?kc_action_status=success'))
  await here.start()
  expect(returnedLogin(here)).toBeUndefined()
})

test('a state that JSON cannot hold is a wrong option, and the page does not leave', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  await expect(client(tab).login({ state: 1n })).rejects.toMatchObject({ code: 'configuration' })
  expect(tab.leftFor).toBeUndefined()
})

test('with a server part, too, the state comes back', async () => {
  const { browser, open, comeBack } = createMediatedWorld()
  const tab = browser.openTab()
  const before = open(tab)
  await before.start()
  before.login({ state }).catch(() => {})
  const here = open(await comeBack(tab))
  await here.start()
  expect(returnedLogin(here)).toMatchObject({ state, parameters: {} })
})

for (const when of [
  'with the first start',
  'later, while the login is under way',
  'after the login',
] as const) {
  test(`onReturn given ${when} is told where to go, once`, async () => {
    const world = createWorld()
    const page = await comeBack(world, world.browser.openTab('https://app.example/form'))
    const here = world.client(page)
    const told: [string, ReturnedLogin][] = []
    const onReturn = (...call: [string, ReturnedLogin]): void => void told.push(call)
    const started = here.start(when === 'with the first start' ? { onReturn } : undefined)
    // The code is gone before anything is awaited, and the router that started already says where to go.
    expect(page.url).toBe(
      when === 'with the first start' ? 'https://app.example/' : 'https://app.example/form',
    )
    if (when === 'after the login') await started
    void here.start({ onReturn })
    void here.start({ onReturn })
    await started
    expect(told).toEqual([
      ['https://app.example/form', expect.objectContaining({ url: 'https://app.example/form', state })],
    ])
    void here.start({ onReturn })
    expect(told).toHaveLength(1)
  })
}

test('onReturn that comes only after a sign-out leads nobody away', async () => {
  const world = createWorld()
  const here = world.client(await comeBack(world, world.browser.openTab('https://app.example/form')))
  await here.start()
  await here.logout({ everywhere: false })
  const told: string[] = []
  await here.start({ onReturn: (url) => void told.push(url) })
  expect(told).toEqual([])
})

test('onReturn of start() goes before the option of the client, and neither is told of a failed login', async () => {
  const world = createWorld()
  const told: string[] = []
  const options = { onReturn: () => void told.push('client') }
  const page = await comeBack(world, world.browser.openTab())
  await world.client(page, options).start({ onReturn: () => void told.push('start') })
  expect(told).toEqual(['start'])
  const refused = await comeBack(world, world.browser.openTab(), (answer) => {
    answer.searchParams.set('error', 'access_denied')
    answer.searchParams.delete('code')
  })
  await world.client(refused, options).start()
  expect(told).toEqual(['start'])
})

test.each([
  { what: 'an answer', change: () => {}, isBack: true },
  {
    what: 'a refusal',
    change: ({ searchParams }: URL) => {
      searchParams.delete('code')
      searchParams.set('error', 'access_denied')
    },
    isBack: true,
  },
  { what: 'another login', change: () => {}, isBack: false },
])(
  '$what that a router writes back into the address bar: a warning is $isBack',
  async ({ change, isBack }) => {
    const world = createWorld()
    const page = await comeBack(world, world.browser.openTab(), change)
    const warnings: string[] = []
    const onEvent = (event: ClientEvent<unknown>): void => {
      if (event.type === 'warning') warnings.push(event.error.message)
    }
    const answered = new URL(page.url)
    const here = world.client(page, { onEvent })
    await here.start()
    expect(page.url).toBe('https://app.example/')
    if (!isBack) answered.searchParams.set('state', `hallpass.${'x'.repeat(43)}`)
    page.url = answered.href
    world.clock.advance(2000)
    await settle()
    expect(warnings).toEqual(isBack ? [expect.stringContaining('is in the address bar again')] : [])
  },
)

test('a mistake of the app is written to the console where the app has no onEvent', async () => {
  const lines = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const world = createWorld()
  const page = await comeBack(world, world.browser.openTab())
  const answered = page.url
  await world.client(page, { onEvent: undefined } as object).start()
  page.url = answered
  world.clock.advance(2000)
  await until(() => lines.mock.calls.length > 0)
  expect(lines.mock.calls).toEqual([[expect.stringContaining('is in the address bar again')]])
  lines.mockRestore()
})
