import { expect, test } from 'vitest'
import { createWorld, settle, type TestTab, until, type World } from '../../src/testing/index.js'

test('a page from the back/forward cache is signed out at once if the session has ended', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab, client: old } = await signIn(browser.openTab())
  await settle()
  tab.emit({ type: 'left' })
  const elsewhere = client(browser.openTab())
  await elsewhere.start()
  await elsewhere.logout()
  expect(old.session.get().status).toBe('signed-in')
  tab.emit({ type: 'back-from-cache' })
  expect(old.session.get().status).toBe('signed-out')
})

test('a page that comes back from where login() went is usable, and can sign in', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  const login = here.login()
  login.catch(() => {})
  await until(() => tab.leftFor)
  expect(here.session.get().status).toBe('signing-in')
  tab.emit({ type: 'left' })
  tab.emit({ type: 'back-from-cache' })
  await expect(login).rejects.toMatchObject({ code: 'login-abandoned' })
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
  tab.leftFor = undefined
  here.login().catch(() => {})
  await until(() => tab.leftFor)
})

test('a page that does not leave, since somebody held it back, is usable again', async () => {
  const { browser, clock, client } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  const login = here.login()
  login.catch(() => {})
  await until(() => tab.leftFor)
  await settle()
  clock.advance(15_000)
  await expect(login).rejects.toMatchObject({ code: 'login-abandoned' })
})

test('a second login() while the page is leaving is the first one', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  const [one, two] = [here.login(), here.login()]
  one.catch(() => {})
  two.catch(() => {})
  const left = await until(() => tab.leftFor)
  await settle()
  expect(tab.leftFor).toBe(left)
  expect(JSON.parse(tab.session.get('hallpass1 logins') ?? '[]')).toHaveLength(1)
})

test('start() is one thing, however often it is called', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  const here = client(back)
  const sessions = await Promise.all([here.start(), here.start(), here.start()])
  expect(new Set(sessions).size).toBe(1)
  expect(server.requests.filter((name) => name === 'token')).toHaveLength(1)
})

test('start({ require: true }) signs in, once, and not right after a sign-out or a refusal', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab).start({ require: true })
  const request = await until(() => tab.leftFor)
  const back = tab.load(server.authorize(request))
  const here = client(back)
  await here.start({ require: true })
  expect(here.session.get().status).toBe('signed-in')
  expect(back.leftFor).toBeUndefined()
  await here.logout({ everywhere: false })
  const after = back.load(back.url)
  expect(await client(after).start({ require: true })).toMatchObject({ status: 'signed-out' })
  const refused = browser.openTab()
  client(refused)
    .login()
    .catch(() => {})
  const state = new URL(await until(() => refused.leftFor)).searchParams.get('state')
  const denied = refused.load(
    `https://app.example/?error=access_denied&state=${state}&iss=https://login.example`,
  )
  expect(await client(denied).start({ require: true })).toMatchObject({
    reason: 'failed',
    error: { code: 'login-refused' },
  })
  expect(denied.leftFor).toBeUndefined()
})

test('start({ require: true }) does not sign in again what only a developer can mend', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab).start({ require: true })
  const state = new URL(await until(() => tab.leftFor)).searchParams.get('state')
  const refused = tab.load(
    `https://app.example/?error=invalid_scope&state=${state}&iss=https://login.example`,
  )
  expect(await client(refused).start({ require: true })).toMatchObject({ error: { code: 'configuration' } })
  expect(refused.leftFor).toBeUndefined()

  client(refused)
    .login()
    .catch(() => {})
  const back = refused.load(server.authorize(await until(() => refused.leftFor)))
  const here = client(back, {
    user: () => {
      throw new Error('no email')
    },
  })
  expect(await here.start({ require: true })).toMatchObject({
    reason: 'failed',
    error: { code: 'user-rejected' },
  })
  expect(back.leftFor).toBeUndefined()
})

test.each(['', '?error=invalid_scope&state=forged'])(
  'start({ require: true }) at /%s signs in anew over a stored session that `user` does not accept',
  async (query) => {
    const { browser, client, signIn } = createWorld()
    const { tab } = await signIn(browser.openTab())
    const next = tab.load(`https://app.example/${query}`)
    const user = (): never => {
      throw new Error('no email')
    }
    client(next, { user }).start({ require: true })
    await until(() => next.leftFor)
  },
)

/** The server answers a login without a click, and gives no tokens for its code. */
async function failAutomatically({ clock, server, client }: World, tab: TestTab): Promise<TestTab> {
  client(tab).start({ require: true })
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  clock.advance(1000)
  return back
}

test('the third automatic login within 30 seconds is stopped, and says what ended those before', async () => {
  const world = createWorld()
  const { browser, clock, client, server } = world
  server.intercept = async (endpoint, proceed) =>
    endpoint === 'token' ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : proceed()
  let tab = browser.openTab()
  for (let login = 0; login < 2; login++) tab = await failAutomatically(world, tab)
  const session = await client(tab).start({ require: true })
  expect(session).toMatchObject({ status: 'signed-out', reason: 'failed', error: { code: 'login-loop' } })
  expect(session).toHaveProperty('error.details', {})
  expect(session).toHaveProperty('error.message', expect.stringContaining('Something ends the session'))
  expect(tab.leftFor).toBeUndefined()
  clock.advance(30_000)
  const later = tab.load('https://app.example/')
  client(later).start({ require: true })
  await until(() => later.leftFor)
})

test('a page that signs in by itself does not do so again after a login that was left, until it is reloaded', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/orders')
  client(tab).start({ require: true })
  await until(() => tab.leftFor)
  const back = tab.load('https://app.example/orders')
  const here = client(back)
  expect(await here.start({ require: true })).toEqual({ status: 'signed-out', reason: 'never' })
  here.close()
  expect(await here.start({ require: true })).toEqual({ status: 'signed-out', reason: 'never' })
  expect(back.leftFor).toBeUndefined()
  const reloaded = back.load('https://app.example/orders')
  client(reloaded).start({ require: true })
  await until(() => reloaded.leftFor)
})

test('logins that are left again and again are stopped as such, and not as sessions that end', async () => {
  const { browser, clock, client } = createWorld()
  let tab = browser.openTab()
  for (let login = 0; login < 2; login++) {
    client(tab).start({ require: true })
    await until(() => tab.leftFor)
    clock.advance(1000)
    tab = tab.load(tab.url)
    await client(tab).start({ require: true })
    tab = tab.load(tab.url)
  }
  const session = await client(tab).start({ require: true })
  expect(session).toMatchObject({ error: { code: 'login-loop', details: { unanswered: 2 } } })
  expect(session).toHaveProperty('error.message', expect.stringContaining('Back or Cancel'))
})

test('a page that signs in by itself gives its place in the history to the server; one that was clicked stays there', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/orders?of=ada#last')
  client(tab).start({ require: true })
  await until(() => tab.leftFor)
  expect(tab.replaced).toBe(true)
  const other = browser.openTab('https://app.example/orders')
  client(other)
    .login()
    .catch(() => {})
  await until(() => other.leftFor)
  expect(other.replaced).toBe(false)
  const elsewhere = browser.openTab('https://app.example/')
  client(elsewhere).start({ require: { returnTo: '/orders' } })
  await until(() => elsewhere.leftFor)
  expect(elsewhere.replaced).toBe(false)
})

test('listeners that throw, leave, or call back into the client harm nobody', async () => {
  const { browser, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const told: string[] = []
  const errors: unknown[] = []
  const report = (error: unknown): void => void errors.push(error)
  process.on('uncaughtException', report)
  const leave: (() => void)[] = []
  client.session.subscribe(() => {
    throw new Error('a listener')
  })
  client.session.subscribe(() => new Promise(() => {}))
  client.session.subscribe(({ status }) => {
    if (status === 'signed-out') leave[0]?.()
  })
  leave.push(client.session.subscribe(({ status }) => void told.push(`leaver ${status}`)))
  client.session.subscribe(({ status }) => {
    if (status === 'signed-out') client.accessToken().catch(({ code }) => told.push(code))
    if (status === 'signed-out') client.logout().catch(() => {})
  })
  client.session.subscribe(({ status }) => void told.push(`last ${status}`))
  await client.logout({ everywhere: false })
  await until(() => told.includes('signed-out'))
  expect(told).toContain('last signed-out')
  expect(told).not.toContain('leaver signed-out')
  await until(() => errors.length > 0)
  process.off('uncaughtException', report)
})
