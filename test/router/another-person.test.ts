import { expect, test } from 'vitest'
import { guard, onUserChange, pageAccess } from '../../src/router/index.js'
import type { Session } from '../../src/session/state.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

function sub(session: Session<{ readonly sub?: string | undefined }>): string | undefined {
  return session.status === 'signed-in' ? session.user.sub : undefined
}

test('a page whose mirror of the session stays behind is not loaded anew again and again', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
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
  await until(() => sub(here.session.get()) === 'grace')
  clock.advance(950)
  expect(changes).toBe(0)
  clock.advance(50)
  expect(changes).toBe(1)
  expect(page.reloaded).toBe(false)
})

test('a page whose mirror of the session is behind for a moment is loaded anew when it is not any more', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  const before = [...browser.local].filter(([, text]) => text.includes('"sub":"ada"'))
  ada.close()
  server.user = 'grace'
  await signIn(tab.load('https://app.example/'))
  const after = before.map(([key]) => [key, browser.local.get(key) ?? ''] as const)
  for (const [key, text] of before) browser.local.set(key, text)

  const page = browser.openTab()
  const here = client(page)
  let changes = 0
  onUserChange(here, () => {
    changes++
  })
  await here.start()
  await until(() => sub(here.session.get()) === 'grace')
  expect(page.reloaded).toBe(false)
  for (const [key, text] of after) browser.local.set(key, text)
  clock.advance(50)
  expect(page.reloaded).toBe(true)
  expect(changes).toBe(0)
})

test('a page that waits for its mirror is left alone where somebody signs out meanwhile', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  const before = [...browser.local].filter(([, text]) => text.includes('"sub":"ada"'))
  ada.close()
  server.user = 'grace'
  await signIn(tab.load('https://app.example/'))
  for (const [key, text] of before) browser.local.set(key, text)

  const page = browser.openTab()
  const here = client(page)
  let changes = 0
  onUserChange(here, () => {
    changes++
  })
  await here.start()
  await until(() => sub(here.session.get()) === 'grace')
  await here.logout({ everywhere: false })
  expect(changes).toBe(1)
  clock.advance(2_000)
  expect(changes).toBe(1)
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
