import { expect, test } from 'vitest'
import { createWorld, settle, until } from '../../src/testing/index.js'

test('a login soon after one that was abandoned is not taken for that one', async () => {
  const { browser, client, clock } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  const first = here.login()
  await until(() => tab.leftFor)
  clock.advance(5000)
  tab.emit({ type: 'back-from-cache' })
  await expect(first).rejects.toMatchObject({ code: 'login-abandoned' })
  tab.leftFor = undefined
  clock.advance(9000)
  here.login().catch(() => {})
  await until(() => tab.leftFor)
  clock.advance(2000)
  await settle()
  expect(here.session.get().status).toBe('signing-in')
})

test('a login waits for both of two sign-outs', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  let go = (): void => {}
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'revoke') {
      await new Promise<void>((done) => {
        go = done
      })
    }
    return proceed()
  }
  const first = client.logout()
  await client.logout()
  client.login().catch(() => {})
  await settle()
  expect(tab.leftFor).toBeUndefined()
  go()
  await first
  await settle()
  expect(tab.leftFor).toContain('https://login.example/logout')
})
