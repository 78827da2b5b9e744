import type { Tab } from './drive/tab.js'
import { answer, drop } from './harness/faults.js'
import { bundledScripts } from './harness/scripts.js'
import type { World } from './harness/world.js'
import { callApi, openAppSignedIn, sleep, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** What a deploy does to pages that are open: no script of theirs is on the server any more. */
async function removeScripts(world: World): Promise<void> {
  for (const path of (await bundledScripts()).keys()) world.app.spoil(path, drop)
}

/** The error of a call for a token, as far as an app would look at it. */
function tokenError(tab: Tab): Promise<{ readonly code: string; readonly details: object } | undefined> {
  return tab.evaluate(() =>
    window.auth.accessToken().then(
      () => undefined,
      ({ code, details }) => ({ code, details }),
    ),
  )
}

test.describe('a page that was open when a deploy removed every script', () => {
  test('renews a token that an API refuses, and repeats the call', async ({ person, world }) => {
    const tab = await openAppSignedIn(person, world)
    await removeScripts(world)
    const refused = await tab.evaluate(() => window.auth.accessToken())
    world.api.spoil('/me', async ({ exchange, ask }) => {
      const { status, headers, body } = await ask()
      return { status: exchange.headers.authorization === `Bearer ${refused}` ? 401 : status, headers, body }
    })
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
    expect(world.idp.count('token:refresh')).toBe(1)
  })

  test('keeps the pause that a server asked for, and its errors have their code and details', {
    tag: '@once',
  }, async ({ person, world }) => {
    const tab = await openAppSignedIn(person, world)
    await removeScripts(world)
    await sleep(tab, 6 * 60_000)
    world.idp.spoil(
      'token:refresh',
      answer(503, '', {
        'retry-after': '600',
        'access-control-allow-origin': world.app.origin,
        'access-control-expose-headers': 'Retry-After',
      }),
    )
    const expected = {
      code: 'server-unavailable',
      details: { endpoint: 'token endpoint', status: 503, retryAfterMs: 600_000 },
    }
    expect(await tokenError(tab)).toEqual(expected)
    expect(await tokenError(tab)).toEqual(expected)
    expect(world.idp.count('token:refresh')).toBe(1)
    expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  })

  test('ends its session on invalid_grant', { tag: '@once' }, async ({ person, world }) => {
    const tab = await openAppSignedIn(person, world)
    await removeScripts(world)
    await sleep(tab, 6 * 60_000)
    world.idp.spoil(
      'token:refresh',
      answer(400, JSON.stringify({ error: 'invalid_grant' }), {
        'content-type': 'application/json',
        'access-control-allow-origin': world.app.origin,
      }),
    )
    expect((await tokenError(tab))?.code).toBe('signed-out')
    await untilStatus(tab, 'Signed out (expired)')
    expect(world.idp.count('token:refresh')).toBe(1)
  })
})
