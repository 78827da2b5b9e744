import { expect, test } from 'vitest'
import type { Client } from '../../src/index.js'
import { advanceUntil, createWorld, settle, until, type World } from '../../src/testing/index.js'

// Words that a dead refresh token is answered with, besides `invalid_grant`.
const definite = ['interaction_required', 'login_required', 'consent_required', 'account_selection_required']
const vague: readonly [string, () => Response][] = [
  ['400 invalid_request', () => Response.json({ error: 'invalid_request' }, { status: 400 })],
  ['400 with an empty body', () => new Response(null, { status: 400 })],
  ['401 without an error', () => Response.json({}, { status: 401 })],
  ['400 with an error of its own', () => Response.json({ error: 'bad_refresh_token' }, { status: 400 })],
  ['400 unauthorized_client', () => Response.json({ error: 'unauthorized_client' }, { status: 400 })],
]

function refuseRenewals({ server }: World, answer: () => Response): void {
  server.intercept = async (endpoint, proceed, request) => {
    const isRenewal =
      endpoint === 'token' && (await request.clone().text()).includes('grant_type=refresh_token')
    return isRenewal ? answer() : proceed()
  }
}

const renewals = ({ server }: World): number => server.requests.filter((name) => name === 'token').length - 1
const twoApis = ['https://api.example', 'https://mail.example'].map((url) => ({ url, resource: url }))
const codeOf = (client: Client): Promise<string> => client.accessToken().then(String, ({ code }) => code)

test.each([...definite, 'invalid_token'])('%s ends a session at once', async (error) => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  refuseRenewals(world, () => Response.json({ error }, { status: 400 }))
  world.clock.advance(3_600_000)
  expect(await codeOf(client)).toBe('signed-out')
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    reason: 'expired',
    error: { code: 'grant-refused', details: { error } },
  })
  expect([...world.browser.records.values()]).toEqual([])
})

test.each(vague)('%s ends a session when the server says it again, after a pause', async (name, answer) => {
  const world = createWorld()
  const { tab, client } = await world.signIn(world.browser.openTab())
  tab.visible = false
  refuseRenewals(world, answer)
  world.clock.advance(3_600_000)
  const code = name.includes('unauthorized_client') ? 'configuration' : 'grant-refused'
  expect(await codeOf(client)).toBe(code)
  expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code } })
  // Within the pause nobody asks again, and being online again does not change that.
  tab.emit({ type: 'woke', online: true })
  expect(await codeOf(client)).toBe(code)
  expect(renewals(world)).toBe(1)
  world.clock.advance(2000)
  expect(await codeOf(client)).toBe('signed-out')
  expect(renewals(world)).toBe(2)
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    reason: code === 'configuration' ? 'failed' : 'expired',
    error: { code },
  })
  expect([...world.browser.records.values()]).toEqual([])
})

test.each(vague)('%s once, and then tokens, changes nothing', async (_, answer) => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  for (let round = 0; round < 2; round++) {
    refuseRenewals(world, answer)
    world.clock.advance(3_600_000)
    await codeOf(client)
    delete world.server.intercept
    world.clock.advance(2000)
    // What was said once is not remembered for the next time.
    expect(await codeOf(client)).toMatch(/^access-/)
  }
})

test('a page that is left alone ends such a session by itself', async () => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  refuseRenewals(world, () => new Response(null, { status: 400 }))
  await settle()
  world.clock.advance(3_530_000)
  await advanceUntil(world.clock, () => client.session.get().status === 'signed-out')
  expect(client.session.get()).toMatchObject({ reason: 'expired' })
  // Not before its access token had ended.
  expect(world.clock.elapsed()).toBeGreaterThanOrEqual(3_590_000)
})

test('a token that is good is not taken away for a doubt', async () => {
  const world = createWorld()
  const { tab, client } = await world.signIn(world.browser.openTab())
  tab.visible = false
  const token = await client.accessToken()
  refuseRenewals(world, () => new Response(null, { status: 400 }))
  world.clock.advance(3_545_000)
  for (let times = 0; times < 10; times++) {
    expect(await client.accessToken()).toBe(token)
    await settle()
    world.clock.advance(4000)
  }
  expect(renewals(world)).toBeGreaterThan(1)
  expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'grant-refused' } })
})

test('a doubt is remembered across the network trouble that comes after it, and by all tabs', async () => {
  const world = createWorld()
  const { tab, client } = await world.signIn(world.browser.openTab())
  const otherTab = world.browser.openTab()
  const other = world.client(otherTab)
  await other.start()
  tab.visible = otherTab.visible = false
  refuseRenewals(world, () => new Response(null, { status: 400 }))
  world.clock.advance(3_600_000)
  expect(await codeOf(client)).toBe('grant-refused')
  world.clock.advance(2000)
  refuseRenewals(world, () => new Response(null, { status: 503 }))
  expect(await codeOf(other)).toBe('server-unavailable')
  world.clock.advance(60_000)
  refuseRenewals(world, () => new Response(null, { status: 400 }))
  expect(await codeOf(other)).toBe('signed-out')
  await until(() => client.session.get().status === 'signed-out')
})

test('before a session ends for a doubt, what another tab has renewed meanwhile counts', async () => {
  const world = createWorld()
  world.browser.locks = false
  const { tab, client } = await world.signIn(world.browser.openTab())
  const otherTab = world.browser.openTab()
  const other = world.client(otherTab)
  await other.start()
  tab.visible = otherTab.visible = false
  world.clock.advance(3_600_000)
  refuseRenewals(world, () => new Response(null, { status: 400 }))
  expect(await codeOf(client)).toBe('grant-refused')
  world.clock.advance(2000)
  let refuse = (): void => {}
  world.server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'token') return proceed()
    delete world.server.intercept
    await new Promise<void>((resolve) => (refuse = resolve))
    return new Response(null, { status: 400 })
  }
  const token = client.accessToken()
  await until(() => renewals(world) === 2)
  const newer = await other.accessToken()
  refuse()
  await settle()
  world.clock.advance(500)
  expect(await token).toBe(newer)
  expect(client.session.get().status).toBe('signed-in')
})

test.each([
  ['a definite no', () => Response.json({ error: 'login_required' }, { status: 400 }), 1],
  ['a vague no', () => new Response(null, { status: 400 }), 2],
])('after %s, a page that requires a session leaves for a login', async (_, answer, pages) => {
  const world = createWorld()
  const { tab } = await world.signIn(world.browser.openTab())
  refuseRenewals(world, answer)
  world.clock.advance(86_400_000)
  let page = tab
  for (let times = 1; times <= pages; times++) {
    page = page.load('https://app.example/')
    const started = world.client(page).start({ require: true })
    if (times < pages)
      expect(await started).toMatchObject({ status: 'signed-in', trouble: { code: 'grant-refused' } })
    world.clock.advance(2000)
  }
  expect(await until(() => page.leftFor)).toContain('https://login.example/authorize')
})

test.each(['invalid_target', 'invalid_scope', 'consent_required', 'interaction_required', 'invalid_request'])(
  "%s for an API's own token is that token's, and never the session's",
  async (error) => {
    const world = createWorld()
    const { tab, client } = await world.signIn(world.browser.openTab(), { apis: twoApis })
    tab.visible = false
    world.server.intercept = async (endpoint, proceed, request) => {
      const forMail =
        endpoint === 'token' && (await request.clone().text()).includes('resource=https%3A%2F%2Fmail')
      return forMail ? Response.json({ error }, { status: 400 }) : proceed()
    }
    world.clock.advance(3_600_000)
    const code =
      error.startsWith('invalid_') && error !== 'invalid_request' ? 'configuration' : 'grant-refused'
    for (let times = 0; times < 4; times++) {
      await expect(client.fetch('https://mail.example/')).rejects.toMatchObject({ code, details: { error } })
      expect((await client.fetch('https://api.example/')).status).toBe(200)
      expect(client.session.get()).not.toHaveProperty('trouble')
      world.clock.advance(60_000)
    }
    expect(client.session.get().status).toBe('signed-in')
  },
)

test("login_required for an API's own token is about the person, and ends the session", async () => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab(), { apis: twoApis })
  refuseRenewals(world, () => Response.json({ error: 'login_required' }, { status: 400 }))
  await expect(client.fetch('https://mail.example/')).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({ status: 'signed-out' })
})
