import { expect, test } from 'vitest'
import { internalsOf } from '../../src/client/client-internals.js'
import { createWorld, settle } from '../../src/testing/index.js'

test("remember 'tab': a login in a window, on a page that somebody signed out on, lasts", async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab(), { remember: 'tab' })
  const { context, source } = internalsOf(client)
  await client.logout({ everywhere: false })
  context.current.dispatch({ type: 'login-started', via: 'popup' })
  const { prepareLogin, accept } = await source()
  const { url, pending } = await prepareLogin({}, {})
  const parameters = new URL(server.authorize(url)).searchParams
  await accept({ parameters, arrivedAt: pending.redirectUri, pending })
  tab.emit({ type: 'woke' })
  await settle()
  expect(client.session.get().status).toBe('signed-in')
})
