import { expect, test } from 'vitest'
import { renew } from '../../src/index.js'
import { guard, onUserChange, pageAccess } from '../../src/router/index.js'
import type { Session } from '../../src/session/state.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

function sub(session: Session<{ readonly sub?: string | undefined }>): string | undefined {
  return session.status === 'signed-in' ? session.user.sub : undefined
}

/** A page that first shows Ada, since localStorage is behind, and then Grace, who signed in last. */
async function pageBehind() {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  const ofAda = [...browser.local].filter(([, text]) => text.includes('"sub":"ada"'))
  expect(ofAda).toHaveLength(1)
  ada.close()
  server.user = 'grace'
  await signIn(tab.load('https://app.example/'))
  const ofGrace = ofAda.map(([key]) => [key, browser.local.get(key) ?? ''] as const)
  const write = (values: readonly (readonly [string, string])[]): void => {
    for (const [key, text] of values) browser.local.set(key, text)
  }
  write(ofAda)

  const page = browser.openTab()
  const here = client(page)
  const told = { changes: 0 }
  onUserChange(here, () => {
    told.changes++
  })
  const access = pageAccess(here, guard(here))
  const shown: string[] = []
  access.subscribe(() => {
    const now = access.get()
    shown.push(now.status === 'allowed' ? `${now.user.sub}` : now.status)
  })
  await here.start()
  await until(() => sub(here.session.get()) === 'grace')
  return { clock, server, page, here, told, shown, access, catchUp: () => write(ofGrace) }
}

test('a page whose mirror of the session stays behind is not loaded anew again and again', async () => {
  const { clock, page, told, shown } = await pageBehind()
  clock.advance(950)
  expect(told.changes).toBe(0)
  expect(shown).toEqual(['ada', 'waiting'])
  clock.advance(50)
  expect(told.changes).toBe(1)
  expect(shown).toEqual(['ada', 'waiting', 'grace'])
  expect(page.reloaded).toBe(false)
})

test('a page whose mirror of the session is behind for a moment is loaded anew when it is not any more', async () => {
  const { clock, page, told, catchUp } = await pageBehind()
  expect(page.reloaded).toBe(false)
  catchUp()
  clock.advance(50)
  expect(page.reloaded).toBe(true)
  expect(told.changes).toBe(0)
})

test('a page that waits to be loaded anew shows nothing, whatever the session does meanwhile', async () => {
  const { clock, server, page, here, shown, catchUp } = await pageBehind()
  server.fail('token', { status: 503 })
  await renew(here).catch(() => {})
  await until(() => (here.session.get() as { trouble?: Error }).trouble)
  expect(shown).toEqual(['ada', 'waiting'])
  catchUp()
  clock.advance(50)
  expect(page.reloaded).toBe(true)
})

test('a page that waits for its mirror is left alone where somebody signs out meanwhile', async () => {
  const { clock, page, here, told } = await pageBehind()
  await here.logout({ everywhere: false })
  expect(told.changes).toBe(1)
  clock.advance(2_000)
  expect(told.changes).toBe(1)
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
