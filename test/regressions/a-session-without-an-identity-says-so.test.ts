// @vitest-environment node
import { expect, test } from 'vitest'
import { isAuthError } from '../../src/index.js'
import { keycloak } from '../../src/providers/index.js'
import { createWorld, testIssuer as issuer, until } from '../../src/testing/index.js'

const withoutIdToken = ({ id_token: _, ...body }: Record<string, unknown>): Record<string, unknown> => body

test('without ID Token and profile the user has no `sub`, also after a reload and a renewal', async () => {
  const { browser, clock, server, client, signIn } = createWorld()
  server.tokenResponse = withoutIdToken
  const options = { scope: 'read' }
  const { tab, client: here } = await signIn(browser.openTab(), options)
  expect(here.session.get()).toMatchObject({ status: 'signed-in', user: {} })
  expect(here.session.get()).not.toHaveProperty('user.sub')
  const reloaded = client(tab.load(tab.url), options)
  await reloaded.start()
  expect(reloaded.session.get()).toMatchObject({ status: 'signed-in' })
  clock.advance(3_600_000)
  await reloaded.accessToken()
  expect(reloaded.session.get()).not.toHaveProperty('user.sub')
})

test('a session that an earlier version stored with an empty `sub` has none', async () => {
  const { browser, client, server, signIn } = createWorld()
  server.tokenResponse = withoutIdToken
  const { tab } = await signIn(browser.openTab(), { scope: 'read' })
  for (const [key, record] of browser.records)
    browser.records.set(key, { ...Object(record), claims: { sub: '' } })
  const reloaded = client(tab.load(tab.url), { scope: 'read' })
  await reloaded.start()
  await reloaded.accessToken()
  expect(reloaded.session.get()).toMatchObject({ status: 'signed-in', user: {} })
  expect(reloaded.session.get()).not.toHaveProperty('user.sub')
})

test('a call of a session without an identity is not sent with the tokens of the next login', async () => {
  const { browser, clock, server, signIn } = createWorld()
  server.tokenResponse = withoutIdToken
  const options = { scope: 'read' }
  const { client: here } = await signIn(browser.openTab(), options)
  server.revoke()
  let release = (): void => {}
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'api' && server.tokensSeen.length === 0)
      await new Promise<void>((resolve) => (release = resolve))
    return proceed()
  }
  const call = here.fetch('https://api.example/mine')
  await until(() => server.requests.includes('api'))
  // Somebody signs in anew in another tab, while this call waits for its answer.
  clock.advance(1000)
  await signIn(browser.openTab(), options)
  await until(() =>
    here.events.some((event) => event.type === 'tokens-arrived' && event.from === 'other-tab'),
  )
  release()
  await expect(call).rejects.toMatchObject({ code: 'signed-out' })
  expect(server.tokensSeen).toHaveLength(1)
})

test('a preset that hears nothing of the person refuses the login and says what scope helps', async () => {
  const { browser, client, server } = createWorld()
  server.tokenResponse = withoutIdToken
  // Of a client whose user is of another type.
  const user = keycloak({ url: 'https://login.example', realm: 'x', clientId: 'app' }).user as never
  const tab = browser.openTab()
  client(tab, { scope: 'read', user })
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  const here = client(back, { scope: 'read', user })
  const session = await here.start()
  const error = session.status === 'signed-out' ? session.error : undefined
  expect(isAuthError(error, 'user-rejected') && error.details.issues?.[0]).toMatch(/openid/)
})

test('a sign-out without an ID Token goes through the server, with the client id as its hint', async () => {
  const { browser, server, signIn } = createWorld()
  server.tokenResponse = withoutIdToken
  const { tab, client } = await signIn(browser.openTab(), { scope: 'read' })
  await client.logout()
  const url = new URL(tab.leftFor ?? '')
  expect(url.origin + url.pathname).toBe(`${issuer}/logout`)
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'app',
    post_logout_redirect_uri: 'https://app.example/',
    state: expect.stringMatching(/^[\w-]{10,}$/),
  })
})

test.each([
  ['', []],
  [' ', []],
  ['read', ['read']],
  [undefined, ['openid', 'read']],
])('`scope` %j in the answer is %j in the session', async (scope, shown) => {
  const { browser, clock, server, signIn } = createWorld()
  server.tokenResponse = ({ scope: _, ...body }) => ({ ...body, ...(scope !== undefined && { scope }) })
  const { client } = await signIn(browser.openTab(), { scope: 'openid read' })
  expect(client.session.get()).toMatchObject({ status: 'signed-in', scope: shown })
  clock.advance(3_600_000)
  await client.accessToken()
  expect(client.session.get()).toMatchObject({ status: 'signed-in', scope: shown })
})
