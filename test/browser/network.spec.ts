import type { Tab } from './drive/tab.js'
import { until, untilIn } from './drive/until.js'
import type { Fault } from './harness/faults.js'
import {
  answer,
  captivePortal,
  drop,
  editJson,
  enormous,
  loseAnswer,
  redirect,
  truncate,
  withoutCors,
} from './harness/faults.js'
import { callApi, openAppSignedIn, sleep, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** The code of what is wrong while the session goes on. */
function troubleOf(tab: Tab): Promise<string | undefined> {
  return tab.evaluate(() => {
    const session = window.auth.session.get()
    return session.status === 'signed-in' ? session.trouble?.code : session.status
  })
}

test('offline and back: the session stays, says what is wrong, and recovers by itself', async ({
  person,
  world,
}) => {
  world.client = { remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  await sleep(tab, 6 * 60_000)
  for (const front of [world.idp, world.api]) front.cut()
  await person.setOffline(true)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual(['network'])
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  expect(await troubleOf(tab)).toBe('network')

  for (const front of [world.idp, world.api]) front.mend()
  await person.setOffline(false)
  await untilIn(tab, () => {
    const session = window.auth.session.get()
    return session.status === 'signed-in' && !session.trouble
  })
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(world.idp.count('token:refresh')).toBe(1)
})

test('offline with a token that is still good: it stays in use', async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  world.idp.cut()
  // Old enough to be renewed ahead, and good for half a minute yet.
  await sleep(tab, 270_000)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  await untilIn(tab, () => window.events.some(({ type }) => type === 'renewal-failed'))
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
})

interface Spoiled {
  readonly fault: Fault
  readonly code: string
  /** What comes is another answer than the server's. */
  readonly once?: boolean
  /**
   * The server has done its part: were it to rotate, it would revoke the grant when the token comes again.
   */
  readonly spends?: boolean
}

const faults: Readonly<Record<string, Spoiled>> = {
  'a broken connection': { fault: drop, code: 'network' },
  'an answer without CORS headers': { fault: withoutCors, code: 'network', spends: true },
  'half an answer': { fault: truncate, code: 'network', spends: true },
  'a redirect': { fault: redirect('/oidc/elsewhere'), code: 'invalid-response' },
  'a captive portal': { fault: captivePortal, code: 'invalid-response', once: true },
  'an enormous answer': { fault: enormous, code: 'invalid-response', once: true },
  'an answer without an access token': {
    fault: editJson(() => ({ hello: 'world' })),
    code: 'invalid-response',
    once: true,
    spends: true,
  },
  'an overloaded server': {
    fault: answer(503, '', { 'retry-after': '0' }),
    code: 'server-unavailable',
    once: true,
  },
}

for (const [what, { fault, code, once, spends }] of Object.entries(faults)) {
  test(`${what} from the token endpoint is no sign-out`, { tag: once ? '@once' : [] }, async ({
    person,
    world,
  }) => {
    await world.reset({ rotateRefreshTokens: !spends })
    const tab = await openAppSignedIn(person, world)
    await sleep(tab, 6 * 60_000)
    const stop = world.idp.spoil('token:refresh', fault)
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([code])
    expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
    expect(await troubleOf(tab)).toBe(code)
    expect(world.idp.exchanges.some(({ url }) => url.pathname === '/oidc/elsewhere')).toBe(false)

    stop()
    await until('calls work again', async () => (await callApi(tab, `${world.api.origin}/me`))[0] === 200)
    expect(await troubleOf(tab)).toBeUndefined()
  })
}

test('an answer that was lost after the server had rotated ends the session, without a loop', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  await sleep(tab, 6 * 60_000)
  world.idp.spoil('token:refresh', loseAnswer, 1)
  await until('the session is over', async () => {
    await callApi(tab, `${world.api.origin}/me`)
    return (await statusOf(tab)).startsWith('Signed out')
  })
  expect(await statusOf(tab)).toBe('Signed out (expired)')
  expect(world.idp.count('token:refresh')).toBeLessThanOrEqual(3)
  // The server knows the person.
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('an answer about somebody else is thrown away, and the session with it', { tag: '@once' }, async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  await sleep(tab, 6 * 60_000)
  world.idp.spoil(
    'token:refresh',
    editJson((json) => {
      const [header, payload = '', signature] = String(json.id_token).split('.')
      const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'grace' }
      const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
      return { ...json, id_token: forged }
    }),
  )
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual(['signed-out'])
  await untilStatus(tab, 'Signed out (failed)')
  expect(world.api.exchanges, 'nobody saw the token').toEqual([])
})

test.describe('with third-party cookies blocked', () => {
  test.use({ blockThirdPartyCookies: true })

  test('signs in, reloads, renews and signs out', async ({ person, world }) => {
    world.client = { remember: 'browser' }
    const tab = await openAppSignedIn(person, world)

    // Not a wish but a fact: the server has set cookies, and a page of another site cannot send them along.
    const probe = `${world.issuer}/probe`
    const cookie = person.engine === 'webkit' ? 'probe=1' : 'probe=1; SameSite=None; Secure'
    world.idp.spoil('probe', answer(200, 'probe', { 'set-cookie': cookie }))
    const visitor = await person.newTab()
    await visitor.goto(probe)
    await visitor.goto(probe)
    await tab.evaluate(
      (probe) => fetch(probe, { credentials: 'include', mode: 'no-cors' }).then(() => {}),
      probe,
    )
    const sent = world.idp.exchanges
      .filter(({ kind }) => kind === 'probe')
      .map(({ headers }) => headers.cookie ?? '')
    expect(sent.map((cookies) => cookies.includes('probe=1'))).toEqual([false, true, false])

    await tab.goto(`${world.app.origin}/`)
    await untilStatus(tab, 'Signed in as Ada Lovelace')
    await sleep(tab, 6 * 60_000)
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
    expect(world.idp.count('token:refresh')).toBe(1)
    await tab.click('Sign out')
    await untilStatus(tab, 'Signed out (never)')
  })
})
