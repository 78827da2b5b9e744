// @vitest-environment node

import { expect, test } from 'vitest'
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
