// @vitest-environment node

import { expect, test } from 'vitest'
import { createMediatedWorld } from '../server/mediated-world.js'

const apis = ['https://api.acme.test']
const path = '/oauth/api/acme'
const me = `https://app.example${path}/api.acme.test/me`

function proxying(remember: 'page' | 'browser', more: Parameters<typeof createMediatedWorld>[1] = {}) {
  const world = createMediatedWorld(remember, { ...more, configured: { mode: 'proxy', apis } })
  const { simulator } = world
  return {
    ...world,
    open: (tab: Parameters<typeof world.open>[0]) => world.open(tab, { apis: [path] }),
    signIn: async () => {
      const { tab } = await world.signIn(world.browser.openTab())
      const client = world.open(tab, { apis: [path] })
      await client.start()
      return { tab, client }
    },
    renewals: () => simulator.arrived.filter(({ form }) => form.get('grant_type') === 'refresh_token').length,
    toApi: () => simulator.arrived.filter(({ url }) => url.host === 'api.acme.test').length,
  }
}

test.each(['page', 'browser'] as const)(
  'proxied calls of two tabs with a stale token make one renewal, and all are answered (remember: %s)',
  async (remember) => {
    const { browser, clock, open, renewals, signIn } = proxying(remember)
    const { client } = await signIn()
    const other = open(browser.openTab())
    await other.start()
    for (let hour = 1; hour < 4; hour++) {
      clock.advance(3_600_000)
      const calls = [client, client, other, other, client].map((one) => one.fetch(me))
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
      expect(renewals()).toBe(hour)
      expect(client.session.get().status).toBe('signed-in')
    }
  },
)

test('a token that the API refuses early is renewed once, and the calls are sent again', async () => {
  const { renewals, signIn, simulator, toApi } = proxying('page')
  const { client } = await signIn()
  const revoked = simulator.secrets().filter((secret) => secret.startsWith('access-token'))
  simulator.answer('/me', ({ headers }) =>
    revoked.includes((headers.get('authorization') ?? '').slice(7))
      ? new Response(null, { status: 401 })
      : undefined,
  )
  const answers = await Promise.all([client.fetch(me), client.fetch(me), client.fetch(me)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(renewals()).toBe(1)
  expect(toApi()).toBe(6)
})

test('an API that refuses every token costs one renewal, and its answer is the answer', async () => {
  const { renewals, signIn, simulator, toApi } = proxying('page')
  const { client } = await signIn()
  simulator.answer('/me', () => new Response(null, { status: 401 }))
  expect((await client.fetch(me)).status).toBe(401)
  expect([renewals(), toApi()]).toEqual([1, 2])
  expect((await client.fetch(me)).status).toBe(401)
  expect([renewals(), toApi()]).toEqual([1, 3])
})

test('a token without an end that the API refuses ends the session, and its cookie', async () => {
  const { person, renewals, signIn, simulator } = proxying('page', {
    simulator: { expiresIn: undefined, refreshTokens: false },
  })
  const { client } = await signIn()
  expect((await client.fetch(me)).status).toBe(200)
  simulator.answer('/me', () => new Response(null, { status: 401 }))
  await expect(client.fetch(me)).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'revoked' })
  expect(person.sessionCookies()).toEqual([])
  expect(renewals()).toBe(0)
})

test('a call that is answered after a sign-out brings nobody back', async () => {
  const { browser, clock, open, person, signIn, simulator } = proxying('page')
  const { client } = await signIn()
  clock.advance(3_600_000)
  let answer = (): void => {}
  const held = new Promise<void>((done) => {
    answer = done
  })
  simulator.answer('/me', async () => {
    await held
    return undefined
  })
  const calling = client.fetch(me).catch(() => {})
  await client.logout()
  answer()
  await calling
  expect(person.cookies.size).toBe(0)
  expect(await open(browser.openTab()).start()).toMatchObject({ status: 'signed-out' })
})

test('tokens of 3 kB are proxied without a renewal', async () => {
  const { browser, open, renewals, signIn } = proxying('page', { simulator: { accessTokenLength: 3000 } })
  const { client } = await signIn()
  const other = open(browser.openTab())
  await other.start()
  const answers = await Promise.all([client, other, client].map((one) => one.fetch(me)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(renewals()).toBe(0)
})

test('a login refused for the length of its tokens is told as a matter of configuration', async () => {
  const { browser, comeBack, open } = proxying('page', { simulator: { accessTokenLength: 6000 } })
  const tab = browser.openTab()
  open(tab)
    .login()
    .catch(() => {})
  const session = await open(await comeBack(tab)).start()
  expect(session).toMatchObject({ status: 'signed-out', error: { code: 'configuration', recovery: 'fix' } })
  expect(session.status === 'signed-out' && session.error?.message).toMatch(/7168 fit\. Ask for fewer scopes/)
})

test.each(['mediated', 'proxy'] as const)(
  'a session that the server part calls over is over in the page (%s)',
  async (mode) => {
    const world = createMediatedWorld('page', mode === 'proxy' ? { configured: { mode, apis } } : {})
    const { client } = await world.signIn(world.browser.openTab())
    world.simulator.refreshTokens.clear()
    world.clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
    expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
    expect(world.person.sessionCookies()).toEqual([])
  },
)
