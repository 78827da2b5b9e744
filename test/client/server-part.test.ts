// @vitest-environment node

import { expect, test } from 'vitest'
import { until } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

test.each([
  ['access_denied', 'login-refused', 'sign-in'],
  ['invalid_scope', 'configuration', 'fix'],
])(
  'a login that the provider answers with %s through the server part is %s',
  async (error, code, recovery) => {
    const { browser, open, comeBack } = createMediatedWorld()
    const tab = browser.openTab()
    open(tab)
      .login()
      .catch(() => {})
    const back = open(await comeBack(tab, error))
    expect(await back.start()).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code, recovery, details: { error } },
    })
  },
)

test('a link that says that the current login has failed is not believed, and disturbs nothing', async () => {
  const { browser, open, comeBack } = createMediatedWorld()
  const tab = browser.openTab()
  open(tab)
    .login()
    .catch(() => {})
  const back = await comeBack(tab)
  const [{ state }] = JSON.parse(back.effects.storage.tab.get('hallpass1 logins') ?? '[]')
  const answer = new URLSearchParams({ error: 'invalid_scope', error_description: 'Call 0800', state })
  const forged = back.load(`https://app.example/?${answer}`)
  const client = open(forged)
  await client.start()
  expect(client.events).toMatchObject([{ type: 'tokens-arrived', from: 'login' }])
  expect(forged.url).toBe(`https://app.example/?${answer}`)
})

test('an answer that no server part would give keeps nobody from the session of its cookie', async () => {
  const { browser, open, signIn } = createMediatedWorld('page')
  await signIn(browser.openTab())
  const session = await open(browser.openTab('https://app.example/?code=1&state=2')).start()
  expect(session).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
})

test('two clients of one tab that left for their server parts each know their own return', async () => {
  const { browser, open, comeBack } = createMediatedWorld('tab')
  const tab = browser.openTab()
  open(tab, { clientId: 'client-2' }).start({ require: true })
  await until(() => tab.leftFor)
  const again = tab.load('https://app.example/')
  open(again)
    .login()
    .catch(() => {})
  const back = open(await comeBack(again))
  await back.start()
  expect(back.events).toMatchObject([{ type: 'tokens-arrived', from: 'login' }])
})

test('a vague refusal of a provider to renew ends the session of page and server part', async () => {
  const { browser, clock, open, simulator: provider, signIn } = createMediatedWorld()
  const { tab, client } = await signIn(browser.openTab())
  tab.visible = false
  provider.answer('/token', () => new Response(null, { status: 400 }))
  clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'grant-refused' })
  expect(client.session.get().status).toBe('signed-in')
  clock.advance(2000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
  // The cookie has gone with it: the next page is not signed in once more.
  expect(await open(tab.load('https://app.example/')).start()).toMatchObject({
    status: 'signed-out',
    reason: 'never',
  })
})

test.each([
  ['200 with an empty body', () => new Response('')],
  ['200 with JSON of something else', () => Response.json({ status: 'up' })],
  ['404 of another server', () => Response.json({ error: 'Not Found' }, { status: 404 })],
  ["the server part's own 403", () => Response.json({ error: 'invalid_request' }, { status: 403 })],
])('%s in the place of its answer ends no session', async (_, instead) => {
  const { browser, clock, network, signIn } = createMediatedWorld()
  const { tab, client } = await signIn(browser.openTab())
  tab.visible = false
  clock.advance(3_600_000)
  network.instead = instead
  for (let times = 0; times < 4; times++) {
    await expect(client.accessToken()).rejects.toMatchObject({ name: 'AuthError' })
    clock.advance(60_000)
  }
  expect(client.session.get().status).toBe('signed-in')
  delete network.instead
  expect(await client.accessToken()).toMatch(/^access-token-/)
})
