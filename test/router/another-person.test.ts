import { expect, test } from 'vitest'
import { guard, onUserChange, pageAccess } from '../../src/router/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

test('a page whose mirror of the session is behind is not loaded anew again and again', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  const mirrors = [...browser.local].filter(([, text]) => text.includes('"sub":"ada"'))
  expect(mirrors).toHaveLength(1)
  ada.close()
  server.user = 'grace'
  await signIn(tab.load('https://app.example/'))
  // As where the browser was killed before it had written localStorage to the disk.
  for (const [key, text] of mirrors) browser.local.set(key, text)

  const page = browser.openTab()
  const here = client(page)
  let changes = 0
  onUserChange(here, () => {
    changes++
  })
  await here.start()
  await until(() => changes === 1)
  expect(here.session.get()).toMatchObject({ user: { sub: 'grace' } })
  expect(page.reloaded).toBe(false)
})

test('a page that the person does not leave, when it is to be loaded anew, is shown to whoever is signed in', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab('https://app.example/x'))
  const access = pageAccess(here, guard(here))
  let changes = 0
  onUserChange(here, () => {
    changes++
  })
  access.subscribe(() => {})
  server.user = 'grace'
  await signIn(browser.openTab())
  await until(() => tab.reloaded)
  expect(access.get().status).toBe('waiting')
  clock.advance(3_001)
  await until(() => access.get().status === 'allowed')
  expect(access.get()).toMatchObject({ user: { sub: 'grace' } })
  expect(changes).toBe(1)
})

test('hidden tabs do not all leave for the login when a session ends', async () => {
  const { browser, client, server, clock, signIn } = createWorld()
  const { client: one } = await signIn(browser.openTab())
  const tabs = Array.from({ length: 6 }, () =>
    Object.assign(browser.openTab('https://app.example/x'), {
      visible: false,
      active: false,
      touched: false,
    }),
  )
  const hidden = tabs.map((tab) => client(tab))
  let changes = 0
  for (const here of hidden) {
    await here.start()
    onUserChange(here, () => {
      changes++
    })
  }
  clock.advance(3_600_000)
  server.revoke('ada')
  await one.accessToken().catch(() => {})
  await until(() => hidden.every((here) => here.session.get().status === 'signed-out'))
  await settle()
  expect(changes).toBe(0)
})
