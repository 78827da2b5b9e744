// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { until } from '../../src/testing/index.js'
import { createPerson } from '../server/person.js'
import { setup } from '../server/setup.js'

async function renewingWhileBobSignsIn(answer: () => Response | undefined) {
  const person = { sub: 'ada' }
  const world = setup({ simulator: { person } })
  const { clock, newPerson, server, signIn, simulator } = world
  const browser = newPerson()
  await signIn(browser)
  clock.now += 3_600_000
  let proceed = (): void => {}
  simulator.answer('/token', ({ form }) =>
    form.get('grant_type') === 'refresh_token'
      ? new Promise((resolve) => {
          proceed = () => resolve(answer())
        })
      : undefined,
  )
  // Another tab: its request has left with the cookie of Ada.
  const tab = createPerson(server)
  for (const [name, value] of browser.cookies) tab.cookies.set(name, value)
  const before = tab.setCookies.length
  const renewing = tab.call('/oauth/acme/token')
  await until(() => simulator.arrived.some(({ form }) => form.get('grant_type') === 'refresh_token'))
  person.sub = 'bob'
  await signIn(browser)
  proceed()
  return { browser, late: await renewing, lateCookies: tab.setCookies.slice(before), clock, simulator }
}

test.each([
  ['brings new tokens', () => undefined],
  ['is refused', () => Response.json({ error: 'invalid_grant' }, { status: 400 })],
])(
  'a renewal that %s after somebody else has signed in changes no cookie of theirs',
  async (_what, answer) => {
    const { browser, late, lateCookies, simulator } = await renewingWhileBobSignsIn(answer)
    expect(lateCookies).toEqual([])
    // The page asks again, and is answered for the session that there is now.
    expect(late.status).toBe(503)
    simulator.answer('/token', () => undefined)
    const session = await (await browser.call('/oauth/acme/session')).json()
    expect(session).toMatchObject({ signed_in: true, claims: { sub: 'bob' } })
  },
)

test('a session that replaced another one is renewed as any other', async () => {
  const { browser, clock, simulator } = await renewingWhileBobSignsIn(() => undefined)
  simulator.answer('/token', () => undefined)
  clock.now += 3_600_000
  const renewed = await browser.call('/oauth/acme/token')
  expect(renewed.status).toBe(200)
  expect(await renewed.json()).toMatchObject({ claims: { sub: 'bob' } })
})

/** Two processes of one server part, which know nothing of each other, and a browser. */
function twoProcesses(accessTokenLength?: number) {
  const person = { sub: 'ada' }
  const world = setup({ simulator: { person, ...(accessTokenLength && { accessTokenLength }) } })
  const { clock, simulator } = world
  const other = setup({ server: { fetch: simulator.fetch, now: () => clock.now } }).server
  const browser = world.newPerson()
  /** A request that another process answers with new tokens, and whose answer is still on its way. */
  async function renewElsewhere() {
    const request = browser.leaving(other)
    const { status } = await request.call('/oauth/acme/token')
    return { request, status }
  }
  const session = async () => (await browser.call('/oauth/acme/session')).json()
  return { ...world, browser, other, person, renewElsewhere, session }
}

describe('a renewal that another process has answered', () => {
  test('and that arrives after somebody else has signed in, leaves their session as it is', async () => {
    const { browser, clock, person, renewElsewhere, session, signIn } = twoProcesses()
    await signIn(browser)
    clock.now += 3_600_000
    const late = await renewElsewhere()
    expect(late.status).toBe(200)
    person.sub = 'bob'
    await signIn(browser)
    browser.hear(late.request)
    expect(await session()).toMatchObject({ signed_in: true, claims: { sub: 'bob' } })
    clock.now += 3_600_000
    expect((await browser.call('/oauth/acme/token')).status).toBe(200)
    expect(await session()).toMatchObject({ signed_in: true, claims: { sub: 'bob' } })
  })

  test('and that was refused, takes the session of whoever has signed in meanwhile not away', async () => {
    const { browser, clock, person, renewElsewhere, session, signIn, simulator } = twoProcesses()
    await signIn(browser)
    clock.now += 3_600_000
    simulator.answer('/token', () => Response.json({ error: 'invalid_grant' }, { status: 400 }))
    const late = await renewElsewhere()
    expect(late.status).toBe(400)
    simulator.answer('/token', () => undefined)
    person.sub = 'bob'
    await signIn(browser)
    browser.hear(late.request)
    expect(await session()).toMatchObject({ signed_in: true, claims: { sub: 'bob' } })
  })

  test.each([2000, 4000])(
    'is nobody’s session where somebody has signed out meanwhile (tokens of %i octets)',
    async (length) => {
      const { browser, clock, renewElsewhere, session, signIn } = twoProcesses(length)
      await signIn(browser)
      clock.now += 3_600_000
      const late = await renewElsewhere()
      await browser.call('/oauth/acme/logout')
      browser.hear(late.request)
      expect(await session()).toEqual({ signed_in: false })
      expect((await browser.call('/oauth/acme/token')).status).toBe(400)
    },
  )

  test('takes the place of a later session that is too large to stand beside it, and is nobody’s', async () => {
    const { browser, clock, person, renewElsewhere, session, signIn } = twoProcesses(4000)
    await signIn(browser)
    clock.now += 3_600_000
    const late = await renewElsewhere()
    person.sub = 'bob'
    await signIn(browser)
    expect(await session()).toMatchObject({ claims: { sub: 'bob' } })
    browser.hear(late.request)
    expect(await session()).toEqual({ signed_in: false })
    const octets = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ').length
    expect(octets).toBeLessThanOrEqual(8000)
    // The next login is as any other.
    await signIn(browser)
    expect(await session()).toMatchObject({ claims: { sub: 'bob' } })
  })

  test('does not take the place of the login after the next one either', async () => {
    const { browser, clock, person, renewElsewhere, session, signIn } = twoProcesses()
    await signIn(browser)
    clock.now += 3_600_000
    const late = await renewElsewhere()
    for (const sub of ['bob', 'carol']) {
      person.sub = sub
      await signIn(browser)
    }
    browser.hear(late.request)
    const found = await session()
    // In the place where the renewed session was: nobody, and never somebody from before.
    expect(found.signed_in ? found.claims.sub : 'nobody').toMatch(/^(carol|nobody)$/)
  })
})

test('whoever signs out is not signed in by a login that is still under way', async () => {
  const { newPerson, signIn, simulator } = setup()
  const browser = newPerson()
  await signIn(browser)
  const leaving = await browser.navigate('/oauth/acme/login?returnTo=/inbox')
  await browser.call('/oauth/acme/logout')
  const answer = simulator.authorize(leaving.headers.get('location') ?? '')
  const back = await browser.navigate(answer.href, { site: 'cross-site' })
  expect(back.status).toBe(400)
  expect(await back.text()).toContain('sign-out')
  expect(await (await browser.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
})

test('a request that comes with the cookie before last is answered for the last one', async () => {
  const { clock, newPerson, signIn, simulator } = setup()
  const browser = newPerson()
  await signIn(browser)
  clock.now += 3_600_000
  // A page without Web Locks, whose request takes its time.
  const late = browser.leaving()
  for (let times = 0; times < 2; times++) {
    const { access_token: stale } = await (await browser.call('/oauth/acme/token')).json()
    expect((await browser.call('/oauth/acme/token', { stale_token: stale })).status).toBe(200)
  }
  const { access_token: newest } = await (await browser.call('/oauth/acme/session')).json()
  const answer = await late.call('/oauth/acme/token')
  expect(await answer.json()).toMatchObject({ access_token: newest })
  browser.hear(late)
  clock.now += 3_600_000
  expect((await browser.call('/oauth/acme/token')).status).toBe(200)
  expect(simulator.refreshTokens.size).toBe(1)
})
