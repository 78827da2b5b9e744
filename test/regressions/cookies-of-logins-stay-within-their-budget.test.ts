// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createServer } from '../../src/server/index.js'
import { until } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { createPerson, type Person } from '../server/person.js'
import { acme, cookieKey, origin, secret, setup } from '../server/setup.js'

/** What a proxy accepts by default in one header (Apache: 8190 octets; nginx over HTTP/1.1: 8 KiB). */
const budget = 8000
const loginsBudget = 4096

function octets(person: Person, belongs: (name: string) => boolean = () => true): number {
  const kept = [...person.cookies].filter(([name]) => belongs(name))
  return kept.map(([name, value]) => `${name}=${value}`).join('; ').length
}

async function begin(person: Person): Promise<string> {
  const leaving = await person.navigate(`/oauth/acme/login?returnTo=/${'p'.repeat(400)}`)
  return leaving.headers.get('location') ?? ''
}

const isLogin = (name: string): boolean => name.includes('.login.')

describe('a server part', () => {
  test.each([
    ['with the longest return URLs', `/inbox?${'q'.repeat(500)}`],
    ['with return URLs that are much too long', `/inbox?${'q'.repeat(1500)}#${'f'.repeat(500)}`],
    ['with a path that is too long', `/${'p'.repeat(2000)}`],
    ['without one', ''],
  ])(
    'keeps the cookies of abandoned logins within 4 KB, %s, the oldest out first',
    async (_what, returnTo) => {
      const { clock, newPerson, simulator } = setup()
      const ada = newPerson()
      const requests: string[] = []
      for (let login = 0; login < 30; login++) {
        clock.now += 1000
        const leaving = await ada.navigate(`/oauth/acme/login?${new URLSearchParams({ returnTo })}`)
        requests.push(leaving.headers.get('location') ?? '')
        expect(octets(ada)).toBeLessThanOrEqual(loginsBudget)
      }
      const kept = ada.cookies.size
      expect(kept).toBeGreaterThanOrEqual(3)
      for (const request of requests.slice(-kept)) {
        expect((await ada.navigate(simulator.authorize(request).href, { site: 'cross-site' })).status).toBe(
          303,
        )
      }
      expect(
        (await ada.navigate(simulator.authorize(requests[0] ?? '').href, { site: 'cross-site' })).status,
      ).toBe(400)
    },
  )

  test('counts the logins of all its providers together', async () => {
    const clock = { now: Date.now() }
    const { simulator } = setup()
    const configured = { clientId: 'client-1', clientSecret: secret }
    const names = ['acme', 'a', 'b', 'c', 'd', 'e', 'f', 'g']
    const server = createServer({
      origins: [origin],
      cookieKey,
      fetch: simulator.fetch,
      now: () => clock.now,
      onAudit: () => {},
      providers: Object.fromEntries(names.map((name) => [name, { ...configured, provider: acme }])),
    })
    const ada = createPerson(server)
    const answers: URL[] = []
    for (const name of names) {
      clock.now += 1000
      const leaving = await ada.navigate(`/oauth/${name}/login?returnTo=/${'p'.repeat(400)}`)
      answers.push(simulator.authorize(leaving.headers.get('location') ?? ''))
      expect(octets(ada)).toBeLessThanOrEqual(loginsBudget)
    }
    const finished: string[] = []
    for (const { href, pathname } of answers) {
      const { status } = await ada.navigate(href, { site: 'cross-site' })
      if (status === 303) finished.push(pathname)
    }
    expect(finished).toEqual(['d', 'e', 'f', 'g'].map((name) => `/oauth/${name}/callback`))
  })

  test.each([
    ['nobody is signed in', undefined, 0],
    ['somebody is signed in', undefined, 1],
    ['a session is as large as one may be', 4500, 1],
    ['logins are under way already', undefined, 0],
  ])('keeps within the budget where 16 tabs begin logins at once, while %s', async (what, length, people) => {
    const { clock, newPerson, signIn, simulator } = setup({
      configured: { mode: 'proxy', apis: ['https://api.acme.test'] },
      ...(length && { simulator: { accessTokenLength: length } }),
    })
    const ada = newPerson()
    if (people) await signIn(ada)
    if (what.startsWith('logins')) for (let login = 0; login < 9; login++) await begin(ada)
    clock.now += 1000
    const tabs = Array.from({ length: 16 }, () => ada.leaving())
    const requests = await Promise.all(tabs.map(begin))
    for (const tab of tabs) {
      ada.hear(tab)
      expect(octets(ada)).toBeLessThanOrEqual(budget)
      expect(octets(ada, isLogin)).toBeLessThanOrEqual(loginsBudget)
    }
    const underWay = [...ada.cookies.keys()].filter(isLogin).length
    // They take slots by chance, where more than one is free.
    expect(underWay).toBeGreaterThan(length ? 0 : 1)
    const statuses: number[] = []
    for (const request of requests) {
      const back = await ada.navigate(simulator.authorize(request).href, { site: 'cross-site' })
      statuses.push(back.status)
      if (back.status === 400) {
        expect(await back.text()).toContain('gave way to later ones')
        expect(back.headers.getSetCookie()).toEqual([])
      }
    }
    expect(statuses.filter((status) => status === 303).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 303).length).toBeLessThanOrEqual(underWay)
    expect(statuses.filter((status) => status !== 303).every((status) => status === 400)).toBe(true)
    expect(octets(ada)).toBeLessThanOrEqual(budget)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test('keeps within the budget where the answers of 16 tabs that finish at once come in any order', async () => {
    const { newPerson, signIn, simulator } = setup({ simulator: { accessTokenLength: 2000 } })
    const ada = newPerson()
    await signIn(ada)
    const requests = await Promise.all(Array.from({ length: 4 }, () => begin(ada)))
    const tabs = requests.map(() => ada.leaving())
    await Promise.all(
      requests.map((request, index) =>
        tabs[index]?.navigate(simulator.authorize(request).href, { site: 'cross-site' }),
      ),
    )
    for (const tab of [...tabs].reverse()) {
      ada.hear(tab)
      expect(octets(ada)).toBeLessThanOrEqual(budget)
      expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
    }
  })

  test('takes the cookie of a login for no other provider’s, although one key opens them all', async () => {
    const configured = { provider: acme, clientId: 'client-1', clientSecret: secret }
    const world = setup({ server: { providers: { acme: configured, other: configured } } })
    const ada = world.newPerson()
    const leaving = await ada.navigate('/oauth/acme/login')
    const answer = world.simulator.authorize(leaving.headers.get('location') ?? '')
    for (const [name, value] of ada.cookies) ada.cookies.set(name.replace('acme', 'other'), value)
    answer.pathname = '/oauth/other/callback'
    expect((await ada.navigate(answer.href, { site: 'cross-site' })).status).toBe(400)
    answer.pathname = '/oauth/acme/callback'
    expect((await ada.navigate(answer.href, { site: 'cross-site' })).status).toBe(303)
  })

  test('counts its other cookies, and cuts the return URL where a session leaves little room', async () => {
    const { clock, newPerson, signIn, simulator } = setup({ simulator: { accessTokenLength: 2100 } })
    const ada = newPerson()
    await signIn(ada)
    const session = octets(ada)
    expect(session).toBeGreaterThan(3000)
    for (let login = 0; login < 10; login++) {
      clock.now += 1000
      await ada.navigate(`/oauth/acme/login?returnTo=/inbox?${'q'.repeat(400)}`)
      expect(octets(ada)).toBeLessThanOrEqual(budget)
      expect(octets(ada, (name) => !isLogin(name))).toBe(session)
    }

    // A session in two cookies, as large as one may be.
    const grace = newPerson()
    grace.cookies.set('__Host-Http-hallpass-acme', 'x'.repeat(3700))
    grace.cookies.set('__Host-Http-hallpass-acme.1', 'x'.repeat(3400))
    const leaving = await grace.navigate(`/oauth/acme/login?returnTo=/inbox?${'q'.repeat(400)}`)
    expect(octets(grace)).toBeLessThanOrEqual(budget)
    const answer = simulator.authorize(leaving.headers.get('location') ?? '')
    const back = await grace.navigate(answer.href, { site: 'cross-site' })
    expect(back.headers.get('location')).toBe(`${origin}/inbox`)
  })

  test.each([
    ['as it is while it is short', `/inbox?q=${'q'.repeat(400)}#f`, `/inbox?q=${'q'.repeat(400)}#f`],
    ['without its fragment, where that is enough', `/inbox?q=1#${'f'.repeat(600)}`, '/inbox?q=1'],
    ['without its query', `/inbox?q=${'q'.repeat(600)}#f`, '/inbox'],
    ['as the root of the app, where its path alone is too long', `/${'p'.repeat(600)}`, '/'],
  ])('brings people back to a URL %s', async (_what, returnTo, expected) => {
    const { newPerson, signIn } = setup()
    expect((await signIn(newPerson(), { returnTo })).headers.get('location')).toBe(origin + expected)
  })

  test.each([
    ['a link elsewhere', { site: 'cross-site' }],
    ['a picture', { headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' } }],
    ['a frame', { headers: { 'sec-fetch-dest': 'iframe' } }],
    ['a script', { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } }],
  ])('sets no cookie for %s to its login', async (_what, init) => {
    const { newPerson } = setup()
    const ada = newPerson()
    expect((await ada.navigate('/oauth/acme/login', init)).status).toBe(403)
    expect(ada.setCookies).toEqual([])
  })
})

describe('a page with a server part', () => {
  const long = `https://app.example/inbox?q=${'q'.repeat(3000)}#here`

  test.each([
    ['', undefined],
    [', also when the login was refused', 'access_denied'],
  ])('comes back to a long URL whole, without sending it along%s', async (_what, error) => {
    const world = createMediatedWorld()
    const tab = world.browser.openTab(long)
    world
      .open(tab)
      .start({ require: true })
      .catch(() => {})
    const request = await until(() => tab.leftFor)
    expect(request.length).toBeLessThan(300)
    const back = await world.comeBack(tab, error)
    expect(back.url).toBe('https://app.example/inbox')
    await world.open(back).start()
    expect(back.url).toBe(long)
  })

  test('comes back to a URL whose path alone is too long', async () => {
    const world = createMediatedWorld()
    const deep = `https://app.example/${'p'.repeat(3000)}`
    const tab = world.browser.openTab(deep)
    world
      .open(tab)
      .login()
      .catch(() => {})
    const back = await world.comeBack(tab)
    expect(back.url).toBe('https://app.example/')
    await world.open(back).start()
    expect(back.url).toBe(deep)
  })

  test('stays where it is when it comes back from elsewhere', async () => {
    const world = createMediatedWorld()
    const tab = world.browser.openTab(long)
    world
      .open(tab)
      .login()
      .catch(() => {})
    await world.comeBack(tab)
    const back = tab.load('https://app.example/other')
    await world.open(back).start()
    expect(back.url).toBe('https://app.example/other')
  })
})
