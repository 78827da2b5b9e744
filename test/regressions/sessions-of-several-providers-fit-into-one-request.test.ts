// @vitest-environment node

import { describe, expect, test } from 'vitest'
import type { Provider } from '../../src/providers/provider.js'
import { createServer } from '../../src/server/index.js'
import { createPerson, type Person } from '../server/person.js'
import { acme, cookieKey, origin, secret, setup } from '../server/setup.js'

/** What a proxy accepts by default in one header (Apache: 8190 octets; nginx over HTTP/1.1: 8 KiB). */
const budget = 8000
const names = ['acme', 'other', 'third']

function octets({ cookies }: Person): number {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ').length
}

function several(responseMode: 'query' | 'form_post' = 'query') {
  const { clock, simulator } = setup()
  const provider: Provider = { ...acme, ...(responseMode === 'form_post' && { responseMode }) }
  const apis = ['https://api.acme.test']
  const one = { provider, clientId: 'client-1', clientSecret: secret, mode: 'proxy', apis } as const
  const server = createServer({
    origins: [origin],
    cookieKey,
    fetch: simulator.fetch,
    now: () => clock.now,
    onAudit: () => {},
    providers: Object.fromEntries(names.map((name) => [name, one])),
  })
  const ada = createPerson(server)
  const sessionOf = async (name: string) => (await ada.call(`/oauth/${name}/session`)).json()
  return {
    ada,
    clock,
    simulator,
    async begin(name: string, returnTo = '/inbox'): Promise<URL> {
      const leaving = await ada.navigate(`/oauth/${name}/login?returnTo=${returnTo}`)
      return simulator.authorize(leaving.headers.get('location') ?? '')
    },
    finish: (answer: URL, browser = ada) =>
      responseMode === 'query'
        ? browser.navigate(answer.href, { site: 'cross-site' })
        : browser.navigate(answer.pathname, {
            site: 'cross-site',
            body: answer.search.slice(1),
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          }),
    sessionOf,
    signedIn: async () => {
      const all = await Promise.all(names.map(async (name) => [name, await sessionOf(name)] as const))
      return all.filter(([, session]) => session.signed_in).map(([name]) => name)
    },
  }
}

const refused = {
  signed_in: false,
  failure: 'invalid_client',
  failure_description: expect.stringMatching(
    /octets long in cookies, and beside the other sessions that this browser has here \(\d+ octets\).* Sign out of another provider first/,
  ),
}

describe.each(['query', 'form_post'] as const)('with answers by %s', (responseMode) => {
  test('a second session that does not fit beside the first is refused, with the reason, and the first goes on', async () => {
    const { ada, begin, finish, sessionOf, signedIn, simulator } = several(responseMode)
    simulator.accessTokenLength = 3500
    await finish(await begin('acme'))
    const grants = simulator.refreshTokens.size
    await finish(await begin('other'))
    expect(octets(ada)).toBeLessThanOrEqual(budget)
    expect(await sessionOf('other')).toEqual(refused)
    expect(simulator.refreshTokens.size, 'nobody has them, so nobody is to keep them').toBe(grants)
    expect(await signedIn()).toEqual(['acme'])
    // Signed out of the first, the second fits.
    await ada.call('/oauth/acme/logout')
    await finish(await begin('other'))
    expect(await signedIn()).toEqual(['other'])
  })

  test('small sessions of several providers stand beside each other', async () => {
    const { ada, begin, finish, signedIn } = several(responseMode)
    for (const name of names) await finish(await begin(name))
    expect(await signedIn()).toEqual(names)
    expect(octets(ada)).toBeLessThanOrEqual(budget)
  })

  test('a session whose tokens have grown since its login counts as it is', async () => {
    const { ada, begin, clock, finish, sessionOf, signedIn, simulator } = several(responseMode)
    await finish(await begin('acme'))
    simulator.accessTokenLength = 3500
    clock.now += 3_600_000
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
    await finish(await begin('other'))
    expect(octets(ada)).toBeLessThanOrEqual(budget)
    expect(await sessionOf('other')).toEqual(refused)
    expect(await signedIn()).toEqual(['acme'])
  })
})

test('two logins that begin at once, one finished after the other, do not come to more than a request may have', async () => {
  const { ada, begin, finish, sessionOf, signedIn, simulator } = several()
  simulator.accessTokenLength = 3500
  const [first, second] = [await begin('acme'), await begin('other')]
  await finish(first)
  await finish(second)
  expect(octets(ada)).toBeLessThanOrEqual(budget)
  expect(await sessionOf('other')).toEqual(refused)
  expect(await signedIn()).toEqual(['acme'])
})

test('a renewal that brings more than fits beside another session ends the one that has outgrown it', async () => {
  const { ada, begin, clock, finish, signedIn, simulator } = several()
  simulator.accessTokenLength = 2000
  for (const name of ['acme', 'other']) await finish(await begin(name))
  expect(await signedIn()).toEqual(['acme', 'other'])
  simulator.accessTokenLength = 4000
  clock.now += 3_600_000
  const answer = await ada.call('/oauth/acme/token')
  expect(answer.status).toBe(400)
  expect((await answer.json()).error_description).toContain('beside the other sessions')
  expect(octets(ada)).toBeLessThanOrEqual(budget)
  expect(await signedIn()).toEqual(['other'])
})

test('a large session has logins give way that do not fit beside it', async () => {
  const { ada, begin, finish, signedIn, simulator } = several()
  const answer = await begin('acme')
  for (let login = 0; login < 3; login++) await begin('other', `/${'p'.repeat(400)}`)
  simulator.accessTokenLength = 4000
  await finish(answer)
  expect(octets(ada)).toBeLessThanOrEqual(budget)
  expect([...ada.cookies.keys()].filter((name) => name.includes('.login.')).length).toBeGreaterThan(0)
  expect(await signedIn()).toEqual(['acme'])
})

test('a refusal that anybody may have made up takes no login away, however little room there is', async () => {
  const { ada, begin, finish, signedIn, simulator } = several()
  simulator.accessTokenLength = 4700
  await finish(await begin('acme'))
  expect(octets(ada)).toBeGreaterThan(6900)
  const answer = await begin('acme', `/${'p'.repeat(440)}`)
  await ada.navigate('/oauth/acme/callback?error=access_denied', { site: 'cross-site' })
  expect(octets(ada), 'with its own small cookie').toBeLessThanOrEqual(8180)
  expect((await finish(answer)).status).toBe(303)
  expect(await signedIn()).toEqual(['acme'])
})
