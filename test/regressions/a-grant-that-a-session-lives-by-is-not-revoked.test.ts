import { expect, test } from 'vitest'
import { advanceUntil, createWorld, settle, until, type World } from '../../src/testing/index.js'

/**
 * A server that does not rotate refresh tokens; to revoke one ends the grant. Answers refreshes when it is
 * let.
 */
function withoutRotation({ server }: World, ready: () => Promise<void> = async () => {}): void {
  let count = 0
  server.intercept = async (endpoint, proceed, request) => {
    if (endpoint !== 'token' || !(await request.clone().text()).includes('grant_type=refresh_token'))
      return proceed()
    await ready()
    return Response.json({ access_token: `renewed-${++count}`, token_type: 'Bearer', expires_in: 3600 })
  }
}

function revocations({ server }: World): number {
  return server.requests.filter((name) => name === 'revoke').length
}

test('without Web Locks, the slower of two tabs revokes nothing', async () => {
  const world = createWorld()
  const { browser, clock, client, signIn } = world
  browser.locks = false
  const { client: one } = await signIn(browser.openTab())
  const two = client(browser.openTab())
  await two.start()
  await settle()
  clock.advance(3_600_000)
  withoutRotation(world)
  await Promise.all([one.accessToken(), two.accessToken()])
  await settle()
  expect(revocations(world)).toBe(0)
})

test('a page frozen with the lock, which wakes when another has renewed, revokes nothing', async () => {
  const world = createWorld()
  const { browser, clock, client, signIn } = world
  const { tab, client: one } = await signIn(browser.openTab())
  // Hidden pages do not renew ahead of use.
  const hidden = Object.assign(browser.openTab(), { visible: false })
  const two = client(hidden)
  await two.start()
  await settle()
  clock.advance(3_600_000)
  let answer: (() => void) | undefined
  withoutRotation(world, async () => {
    if (!answer) await new Promise<void>((resolve) => (answer = resolve))
  })
  const late = one.accessToken().catch((error) => error.code)
  await until(() => answer)
  tab.frozen = true
  let token: string | undefined
  void two.accessToken().then((value) => {
    token = value
  })
  await advanceUntil(clock, () => token)
  tab.frozen = false
  answer?.()
  expect(await late).toBe('timeout')
  await settle()
  expect(revocations(world)).toBe(0)
})
