// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createPerson } from './person.js'
import { cookieKey, origin, setup } from './setup.js'

const name = '__Host-Http-hallpass-acme'

describe('the cookies', () => {
  test('are set as RFC 10017 wants them', async () => {
    const { newPerson, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    const [login, dropped, current, free, freed, surplus, session] = ada.setCookies.map((line) =>
      line.replace(/=[\w.-]+; Path/, '=…; Path'),
    )
    const loginName = /^(\S+?)=/.exec(login ?? '')?.[1]
    expect(loginName).toMatch(/^__Host-Http-hallpass-\.login\.[0-3]$/)
    expect(login).toBe(`${loginName}=…; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure`)
    expect(dropped).toBe(`${loginName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure`)
    expect(current).toBe(`${name}.current=…; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`)
    expect([free, freed]).toEqual(
      [`${name}.b`, `${name}.b.1`].map(
        (one) => `${one}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure`,
      ),
    )
    expect(surplus).toBe(`${name}.1=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure`)
    expect(session).toBe(`${name}=…; Path=/; Max-Age=1209600; HttpOnly; SameSite=Strict; Secure`)
  })

  test('on http://localhost have another name, with the port, and no Secure (Safari)', async () => {
    const here = 'http://localhost:5173'
    const { server, simulator } = setup({ server: { origins: [here] } })
    const ada = createPerson(server, here)
    const leaving = await ada.navigate('/oauth/acme/login')
    await ada.navigate(simulator.authorize(leaving.headers.get('location') ?? '').href, {
      site: 'cross-site',
    })
    expect([...ada.cookies.keys()]).toEqual(['hallpass-5173-acme.current', 'hallpass-5173-acme'])
    expect(ada.setCookies.join()).not.toContain('Secure')
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test('show nothing of what is in them, and are another text each time', async () => {
    const { newPerson, signIn, simulator } = setup()
    const ada = newPerson()
    await signIn(ada)
    const first = ada.cookies.get(name)
    const { access_token: stale } = await (await ada.call('/oauth/acme/session')).json()
    await ada.call('/oauth/acme/token', { stale_token: stale })
    expect(ada.cookies.get(name)).not.toBe(first)
    for (const line of ada.setCookies) {
      const decoded = Buffer.from(line.split('=')[1]?.split(';')[0] ?? '', 'base64url').toString('latin1')
      for (const secret of [...simulator.secrets(), 'ada', 'Lovelace', 'refresh']) {
        expect(line).not.toContain(secret)
        expect(decoded).not.toContain(secret)
      }
    }
  })

  test.each([
    ['a bit more', (text: string) => `${text}A`],
    ['a bit less', (text: string) => text.slice(0, -4)],
    ['another octet', (text: string) => text.slice(0, 40) + (text[40] === 'A' ? 'B' : 'A') + text.slice(41)],
    ['another beginning', (text: string) => `AAAA${text.slice(4)}`],
    ['nothing', () => ''],
    ['no base64url', () => '%%%'],
    ['something of its own', () => Buffer.from('{"until":9e15,"value":{}}').toString('base64url')],
    ['the two cookies of one name', (text: string) => `${text}; ${name}=${text}`],
  ])('with %s are nobody’s', async (_what, change) => {
    const { newPerson, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    ada.cookies.set(name, change(ada.cookies.get(name) ?? ''))
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
    expect((await ada.call('/oauth/acme/token')).status).toBe(400)
  })

  test('are good for nothing under another name, another provider or another client', async () => {
    const { newPerson, signIn, server: _ } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login')
    const login = [...ada.cookies.values()][0] ?? ''
    ada.cookies.set(name, login)
    expect(await (await ada.call('/oauth/acme/session')).json(), 'a login is no session').toEqual({
      signed_in: false,
    })
    expect(leaving.status).toBe(303)
    await signIn(ada)
    const other = setup({ configured: { clientId: 'client-2' } }).newPerson()
    for (const [name, value] of ada.cookies) other.cookies.set(name, value)
    expect(await (await other.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })

  test('end with their time, whatever the browser says', async () => {
    const { clock, newPerson, signIn } = setup({
      server: { sessionSeconds: 3600 },
      simulator: { expiresIn: undefined },
    })
    const ada = newPerson()
    await signIn(ada)
    const kept = ada.cookies.get(name) ?? ''
    clock.now += 3_600_000
    ada.cookies.set(name, kept)
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
    expect((await ada.call('/oauth/acme/token')).status).toBe(400)
  })

  test('do not outlive the refresh token, where that is known', async () => {
    const { newPerson, signIn } = setup({
      provider: { refresh: { tokens: 'rotating', lifetimeMs: 86_400_000 } },
    })
    const ada = newPerson()
    await signIn(ada)
    expect(ada.setCookies.at(-1)).toContain('Max-Age=86400;')
  })

  test('once signed out, a copy of them renews nothing, where the provider revokes', async () => {
    const { clock, newPerson, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    const copy = [...ada.cookies]
    await ada.call('/oauth/acme/logout')
    const thief = newPerson()
    for (const [name, value] of copy) thief.cookies.set(name, value)
    clock.now += 3_600_000
    expect((await thief.call('/oauth/acme/token')).status).toBe(400)
    expect(thief.sessionCookies()).toEqual([])
  })

  test('leave out what can be had again before they are too long, then are refused clearly', async () => {
    const fitting = setup({ simulator: { accessTokenLength: 6000 } })
    const ada = fitting.newPerson()
    await fitting.signIn(ada)
    const session = await (await ada.call('/oauth/acme/session')).json()
    expect(session).toMatchObject({ signed_in: true, renewable: true })
    expect(session).not.toHaveProperty('access_token')
    expect((await (await ada.call('/oauth/acme/token')).json()).access_token).toHaveLength(6000)
    for (const line of ada.setCookies) expect(line.length).toBeLessThan(4000)

    const tooLong = setup({ simulator: { accessTokenLength: 6000, refreshTokens: false } })
    const grace = tooLong.newPerson()
    await tooLong.signIn(grace)
    expect(await (await grace.call('/oauth/acme/session')).json()).toMatchObject({
      signed_in: false,
      failure: 'invalid_client',
    })
    expect(JSON.stringify(tooLong.audited)).toContain('octets long in cookies')
  })
})

describe('the key', () => {
  const next = 'the next cookie key 0123456789 zyxwvu'

  test('is rotated without anybody noticing', async () => {
    const before = setup()
    const ada = before.newPerson()
    await before.signIn(ada)
    const { fetch } = before.simulator
    const rotated = createPersonOf(
      setup({ server: { cookieKey: [next, () => cookieKey], fetch } }),
      ada.cookies,
    )
    const { access_token: stale } = await (await rotated.call('/oauth/acme/session')).json()
    expect(rotated.setCookies, 'sealed anew with a renewal only').toEqual([])
    expect((await rotated.call('/oauth/acme/token', { stale_token: stale })).status).toBe(200)
    const later = createPersonOf(setup({ server: { cookieKey: () => next } }), rotated.cookies)
    expect(await (await later.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
    expect(later.setCookies).toEqual([])
  })

  test('that is gone ends the session', async () => {
    const before = setup()
    const ada = before.newPerson()
    await before.signIn(ada)
    const other = createPersonOf(setup({ server: { cookieKey: [next] } }), ada.cookies)
    expect(await (await other.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })

  function createPersonOf({ newPerson }: ReturnType<typeof setup>, cookies: ReadonlyMap<string, string>) {
    const person = newPerson()
    for (const [name, value] of cookies) person.cookies.set(name, value)
    return person
  }
})

describe('where a login comes back to', () => {
  test.each([
    ['/inbox?a=1#b', `${origin}/inbox?a=1#b`],
    [`${origin}/x`, `${origin}/x`],
    ['https://www.app.test/x', 'https://www.app.test/x'],
    ['/a#access_token=x&type=recovery', `${origin}/a#access_token=x&type=recovery`],
    ['/invite?code=ABC123&lang=de', `${origin}/invite?code=ABC123&lang=de`],
    ['/search?q=a\\b', `${origin}/search?q=a\\b`],
  ])('%s is fine', async (returnTo, expected) => {
    expect(await comeBack(returnTo)).toBe(expected)
  })

  test.each([
    ...['//evil.test', '///evil.test', '////evil.test', 'https:///evil.test', 'https://evil.test'],
    ...[`${origin}//evil.test/`, `${origin}/\\evil.test`, `${origin}/.//evil.test`, '/x/..//evil.test'],
    ...[
      '/%2f/evil.test',
      '/%2Fevil.test',
      '/%5cevil.test',
      '/%09/evil.test',
      '/.%2f/evil.test',
      '/%2e//evil.test',
    ],
    ...[
      '/\\evil.test',
      '\\\\evil.test',
      'https:\\\\evil.test',
      '/\t/evil.test',
      '\t//evil.test',
      ' //evil.test',
    ],
    ...[
      '/\n/evil.test',
      '/\r/evil.test',
      '/\u0000/evil.test',
      'javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
    ],
    ...[
      'JaVaScRiPt:alert(1)',
      'vbscript:x',
      'blob:https://app.test/x',
      'https://app.test.evil.test/',
      'https://app.test@evil.test/',
    ],
    ...[
      'https://app.test%2eevil.test/',
      'http://app.test/',
      'https://app.test:8443/',
      'https://app.test./',
      'https://user@app.test/',
    ],
    ...[
      'https://\u0430pp.test/',
      'ftp://app.test/',
      '/oauth/acme/login',
      '/oauth/acme/callback?code=x',
      '/oauth',
      `/${'x'.repeat(3000)}`,
    ],
  ])('%j is not: the root of the app it is', async (returnTo) => {
    expect(await comeBack(returnTo)).toBe(`${origin}/`)
  })

  async function comeBack(returnTo: string): Promise<string | null> {
    const { newPerson, signIn } = setup({ server: { origins: [origin, 'https://www.app.test'] } })
    return (await signIn(newPerson(), { returnTo })).headers.get('location')
  }
})
