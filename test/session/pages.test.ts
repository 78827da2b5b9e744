import { expect, test } from 'vitest'
import { createWorld, fact, settle } from '../world/world.js'

test('a page from the back/forward cache is signed out at once if the session has ended', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab, client: old } = await signIn(browser.openTab())
  await settle()
  tab.tell({ type: 'left' })
  const elsewhere = client(browser.openTab())
  await elsewhere.start()
  await elsewhere.logout()
  expect(old.session.get().status).toBe('signed-in')
  tab.tell({ type: 'restored' })
  expect(old.session.get().status).toBe('signed-out')
})

test('a page that comes back from where login() went is usable, and can sign in', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  const login = here.login()
  login.catch(() => {})
  await fact(() => tab.left)
  expect(here.session.get().status).toBe('signing-in')
  tab.tell({ type: 'left' })
  tab.tell({ type: 'restored' })
  await expect(login).rejects.toMatchObject({ code: 'login-abandoned' })
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
  tab.left = undefined
  here.login().catch(() => {})
  await fact(() => tab.left)
})

test('a page that does not leave, since somebody held it back, is usable again', async () => {
  const { browser, clock, client } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  const login = here.login()
  login.catch(() => {})
  await fact(() => tab.left)
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
  const left = await fact(() => tab.left)
  await settle()
  expect(tab.left).toBe(left)
  expect(JSON.parse(tab.session.get('hallpass1 logins') ?? '[]')).toHaveLength(1)
})

test('start() is one thing, however often it is called', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await fact(() => tab.left)))
  const here = client(back)
  const sessions = await Promise.all([here.start(), here.start(), here.start()])
  expect(new Set(sessions).size).toBe(1)
  expect(server.requests.filter((name) => name === 'token')).toHaveLength(1)
})

test('start({ require: true }) signs in, once, and not right after a sign-out or a refusal', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab).start({ require: true })
  const request = await fact(() => tab.left)
  const back = tab.load(server.authorize(request))
  const here = client(back)
  await here.start({ require: true })
  expect(here.session.get().status).toBe('signed-in')
  expect(back.left).toBeUndefined()
  await here.logout({ everywhere: false })
  const after = back.load(back.url)
  expect(await client(after).start({ require: true })).toMatchObject({ status: 'signed-out' })
  const refused = browser.openTab()
  client(refused)
    .login()
    .catch(() => {})
  const state = new URL(await fact(() => refused.left)).searchParams.get('state')
  const denied = refused.load(
    `https://app.example/?error=access_denied&state=${state}&iss=https://login.example`,
  )
  expect(await client(denied).start({ require: true })).toMatchObject({
    reason: 'failed',
    error: { code: 'login-refused' },
  })
  expect(denied.left).toBeUndefined()
})

test('start({ require: true }) does not sign in again what only a developer can mend', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab).start({ require: true })
  const state = new URL(await fact(() => tab.left)).searchParams.get('state')
  const refused = tab.load(
    `https://app.example/?error=invalid_scope&state=${state}&iss=https://login.example`,
  )
  expect(await client(refused).start({ require: true })).toMatchObject({ error: { code: 'configuration' } })
  expect(refused.left).toBeUndefined()

  client(refused)
    .login()
    .catch(() => {})
  const back = refused.load(server.authorize(await fact(() => refused.left)))
  const here = client(back, {
    user: () => {
      throw new Error('no email')
    },
  })
  expect(await here.start({ require: true })).toMatchObject({
    reason: 'failed',
    error: { code: 'user-rejected' },
  })
  expect(back.left).toBeUndefined()
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
    await fact(() => next.left)
  },
)

test('the third automatic login within 30 seconds is stopped, and says why', async () => {
  const { browser, clock, client } = createWorld()
  let tab = browser.openTab()
  for (let login = 0; login < 2; login++) {
    client(tab).start({ require: true })
    await fact(() => tab.left)
    tab = tab.load('https://app.example/')
    clock.advance(1000)
  }
  expect(await client(tab).start({ require: true })).toMatchObject({
    status: 'signed-out',
    reason: 'failed',
    error: { code: 'login-loop' },
  })
  expect(tab.left).toBeUndefined()
  clock.advance(30_000)
  const later = tab.load('https://app.example/')
  client(later).start({ require: true })
  await fact(() => later.left)
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
  await fact(() => told.includes('signed-out'))
  expect(told).toContain('last signed-out')
  expect(told).not.toContain('leaver signed-out')
  await fact(() => errors.length > 0)
  process.off('uncaughtException', report)
})
