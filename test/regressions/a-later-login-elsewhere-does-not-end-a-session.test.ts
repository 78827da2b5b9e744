import { expect, test } from 'vitest'
import type { ClientEvent } from '../../src/index.js'
import { createWorld, until } from '../../src/testing/index.js'

// Keycloak and Cognito put the newest login of the person into the ID Token of every renewal, whichever login
// the grant is from.

function warnings(events: readonly ClientEvent<unknown>[]): readonly string[] {
  return events.filter((event) => event.type === 'warning').map(({ error }) => error.message)
}

test("a login in a second tab, whose auth_time comes with the first's renewals, ends none", async () => {
  const { browser, server, clock, signIn } = createWorld()
  let lastLogin = 1000
  server.claims = (claims) => ({ auth_time: lastLogin, ...claims })
  const { client: first } = await signIn(browser.openTab(), { remember: 'tab' })
  lastLogin = 2000
  const { client: second } = await signIn(browser.openTab(), { remember: 'tab' })
  for (let round = 0; round < 3; round++) {
    clock.advance(3_600_000)
    expect(await first.accessToken()).toMatch(/^access-/)
    expect(await second.accessToken()).toMatch(/^access-/)
  }
  expect(first.session.get()).toMatchObject({ status: 'signed-in', user: { auth_time: 1000 } })
  expect(second.session.get()).toMatchObject({ status: 'signed-in', user: { auth_time: 2000 } })
  // Once for a page, and not with every renewal.
  await until(() => warnings(first.events).length > 0)
  expect(warnings(first.events)).toEqual([expect.stringContaining('auth_time')])
  expect(warnings(second.events)).toEqual([])
})

test.each([
  ['nonce', 'another', undefined],
  ['auth_time', 500, 1000],
])(
  'another %s in the ID Token of a renewal keeps what was known, and is a warning',
  async (claim, value, known) => {
    const { browser, server, clock, signIn } = createWorld()
    server.claims = (claims) => ({ auth_time: 1000, ...claims })
    const { client } = await signIn(browser.openTab())
    const before = (client.session.get() as { user: Record<string, unknown> }).user
    expect(before[claim]).toEqual(known ?? expect.any(String))
    server.claims = (claims) => ({ auth_time: 1000, ...claims, name: 'Ada King', [claim]: value })
    clock.advance(3_600_000)
    expect(await client.accessToken()).toMatch(/^access-/)
    expect(client.session.get()).toMatchObject({
      status: 'signed-in',
      user: { name: 'Ada King', [claim]: before[claim] },
    })
    await until(() => warnings(client.events).length > 0)
    expect(warnings(client.events)).toEqual([
      expect.stringMatching(new RegExp(`\\b${claim}\\b.*section 12\\.2`)),
    ])
  },
)
