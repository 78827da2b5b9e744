import { expect, test } from 'vitest'
import { internalsOf } from '../../src/client/client-internals.js'
import type { Claims } from '../../src/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

function user(claims: Claims): Claims {
  if (!claims.email) throw new Error('no email')
  return claims
}

test('an app that signs in whoever is signed out does so where the stored claims are refused', async () => {
  const { browser, client, signIn } = createWorld()
  await signIn(browser.openTab())
  const tab = browser.openTab()
  const here = client(tab, { user })
  void here.start({ require: true })
  await until(() => tab.leftFor)
  const ended = here.events.find(({ type }) => type === 'ended')
  expect(ended).toMatchObject({ reason: 'failed', error: { code: 'user-rejected' } })
})

test('a session that follows one that was refused is watched', async () => {
  const { browser, server, client, signIn } = createWorld()
  await signIn(browser.openTab())
  const here = client(browser.openTab(), { user })
  expect(await here.start()).toMatchObject({ status: 'signed-out', error: { code: 'user-rejected' } })
  server.claims = (claims) => ({ ...claims, email: 'ada@example.com' })
  const { context, source } = internalsOf(here)
  context.current.dispatch({ type: 'login-started', via: 'popup' })
  const { prepareLogin, accept } = await source()
  const { url, pending } = await prepareLogin({}, {})
  const parameters = new URL(server.authorize(url)).searchParams
  await accept({ parameters, arrivedAt: pending.redirectUri, pending })
  expect(here.session.get().status).toBe('signed-in')
  const there = client(browser.openTab(), { user })
  await there.start()
  await there.logout({ everywhere: false })
  await settle()
  expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'other-tab' })
})

test('a session that the app refuses ends once, however often the page wakes', async () => {
  const { browser, client, signIn } = createWorld()
  const { client: other } = await signIn(browser.openTab())
  const tab = browser.openTab()
  let asked = 0
  const here = client(tab, {
    user(claims: Claims) {
      asked++
      return user(claims)
    },
  })
  await here.start()
  const before = asked
  for (let wake = 0; wake < 3; wake++) {
    tab.emit({ type: 'woke' })
    await settle()
  }
  expect(asked).toBe(before)
  expect(here.events.filter(({ type }) => type === 'ended')).toHaveLength(1)
  expect(other.session.get().status).toBe('signed-in')
})
