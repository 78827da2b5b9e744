import { expect, test } from 'vitest'
import { createWorld, settle, until } from '../../src/testing/index.js'

/** A page that came back from the server, whose code exchange waits for `go`. */
async function atTheExchange() {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  let go = (): void => {}
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'token') {
      await new Promise<void>((done) => {
        go = done
      })
    }
    return proceed()
  }
  const here = client(back)
  const seen: string[] = []
  here.session.subscribe((session) => void seen.push('reason' in session ? session.reason : session.status))
  const started = here.start()
  await until(() => server.requests.includes('token'))
  return { back, server, client: here, seen, started, go: () => go() }
}

test('a page that wakes while its code is exchanged is not signed out meanwhile', async () => {
  const { back, seen, started, go } = await atTheExchange()
  back.emit({ type: 'woke' })
  await settle()
  go()
  await started
  expect(seen).toEqual(['loading', 'signed-in'])
})

test('a refused login is told at once, or an app that signs people in would leave again', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const { searchParams } = new URL(await until(() => tab.leftFor))
  const here = client(
    tab.load(
      `https://app.example/?error=access_denied&iss=https://login.example&state=${searchParams.get('state')}`,
    ),
  )
  const seen: string[] = []
  here.session.subscribe((session) => void seen.push('reason' in session ? session.reason : session.status))
  await here.start()
  expect(seen).toEqual(['loading', 'failed'])
})

test('who signs out during a code exchange is not signed in by it, and its tokens are revoked', async () => {
  const { server, client, started, go } = await atTheExchange()
  await client.logout()
  go()
  await started
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
  await until(() => server.requests.includes('revoke'))
})
