import { expect, test } from 'vitest'
import { whyNoLogin } from '../../src/client/automatic-login.js'
import { internalsOf } from '../../src/client/client-internals.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

/** Lets promises that are waiting go on for some turns. */
async function passTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await undefined
}

/** Two tabs with one session, whose grant the server then ends. */
async function twoTabs() {
  const world = createWorld()
  const { client: here } = await world.signIn(world.browser.openTab())
  // A hidden tab does not renew ahead of use.
  const tab = Object.assign(world.browser.openTab(), { visible: false })
  const there = world.client(tab)
  await there.start()
  await settle()
  return { ...world, here, tab, there }
}

test('a session that the server ended has expired in the other tabs, which may sign in again', async () => {
  const { server, clock, here, there } = await twoTabs()
  clock.advance(3_600_000)
  server.revoke('ada')
  await expect(here.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(here.session.get()).toMatchObject({ reason: 'expired', error: { code: 'grant-refused' } })
  await until(() => there.session.get().status === 'signed-out')
  expect(there.session.get()).toEqual({ status: 'signed-out', reason: 'expired' })
  expect(whyNoLogin(internalsOf(there).context, 'router')).toBeUndefined()
})

test('a session that the server ended shows the error with its text, whatever is looked up meanwhile', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  server.revoke('ada')
  const remove = browser.records.delete.bind(browser.records)
  browser.records.delete = (key) => {
    const isDeleted = remove(key)
    // As in a browser, a look comes once the promises that waited for the deletion have gone on, and before
    // anything is loaded.
    void passTurns(5).then(() => tab.emit({ type: 'woke' }))
    return isDeleted
  }
  await expect(here.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  const session = here.session.get()
  expect(session).toMatchObject({ reason: 'expired', error: { code: 'grant-refused' } })
  const ended = here.events.filter(({ type }) => type === 'ended')
  expect(ended).toMatchObject([{ error: { message: expect.not.stringContaining('{') } }])
})

test('a tab that finds out by its own call is told the same', async () => {
  const { browser, server, clock, here, tab, there } = await twoTabs()
  tab.frozen = true
  clock.advance(3_600_000)
  server.revoke('ada')
  await expect(here.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(browser.records.size).toBe(0)
  tab.frozen = false
  await expect(there.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(there.session.get()).toEqual({ status: 'signed-out', reason: 'expired' })
})

test('a sign-out is one in the other tabs, also in one that looks only later', async () => {
  const { here, tab, there } = await twoTabs()
  tab.frozen = true
  await here.logout({ everywhere: false })
  tab.frozen = false
  tab.emit({ type: 'woke' })
  await settle()
  expect(there.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  expect(whyNoLogin(internalsOf(there).context, 'router')).toBe('logout')
})

test('a session that ends while two tokens are renewed together is shown with its error', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const [api, other] = ['https://api.example', 'https://other.example']
  const apis = [api, other].map((url) => ({ url, resource: url }))
  const { client, tab } = await signIn(browser.openTab(), { apis })
  await client.accessToken({ resource: other })
  tab.visible = false
  clock.advance(3_600_000)
  let requests = 0
  server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'token' || ++requests === 1) return proceed()
    return Response.json({ error: 'invalid_grant' }, { status: 400 })
  }
  await Promise.allSettled([client.accessToken(), client.accessToken({ resource: other })])
  await until(() => client.session.get().status === 'signed-out')
  expect(client.session.get()).toMatchObject({ error: { code: 'grant-refused' } })
})
