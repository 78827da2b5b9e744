// @vitest-environment node

import { describe, expect, test, vi } from 'vitest'
import type { StepUpChallenge } from '../../src/fetch/call.js'
import { until } from '../../src/testing/index.js'
import { api, refusal, signedIn } from './answering-api.js'

const invalid = 'Bearer error="invalid_token"'
const wantsScope = 'Bearer error="insufficient_scope", scope="write admin"'
const wantsLogin =
  'Bearer error="insufficient_user_authentication", error_description="A different sign-in is ' +
  'needed", acr_values="mfa phr", max_age="5"'

describe('a token that is refused', () => {
  test.each([
    ['with a challenge', refusal(401, invalid)],
    ['without one, or with one that CORS hides', refusal(401)],
    ['with one that nobody can read', refusal(401, '"=,\\')],
    ['with one that never ends', refusal(401, `Bearer error="insufficient_scope",${'a=1,'.repeat(64_000)}`)],
    ['by somebody else', refusal(401, 'Basic realm="proxy"')],
  ])('%s is renewed, and the call repeated once', async (_how, answer) => {
    const { client, received, forms, answers } = await signedIn()
    answers(answer, new Response('fine'))
    const response = await client.fetch(`${api}/x`, { method: 'POST', body: 'hello' })
    expect(await response.text()).toBe('fine')
    expect(received.map(({ body }) => body)).toEqual(['hello', 'hello'])
    expect(received[0]?.token).not.toBe(received[1]?.token)
    expect(forms).toHaveLength(2)
  })

  test('again and again, in a storm, makes one renewal; the API has the last word', async () => {
    const { client, received, forms, answers, world } = await signedIn()
    answers(() => refusal(401, invalid))
    for (let round = 0; round < 3; round++) {
      const responses = await Promise.all(Array.from({ length: 20 }, () => client.fetch(api)))
      for (const response of responses) {
        expect(response.status).toBe(401)
        expect(await response.text()).toBe('{"no":true}')
      }
    }
    expect(forms.filter(({ grant_type }) => grant_type === 'refresh_token')).toHaveLength(1)
    expect(received).toHaveLength(20 + 20 + 20 + 20)
    expect(client.session.get().status).toBe('signed-in')

    world.clock.advance(61_000)
    await client.fetch(api)
    expect(forms, 'after a minute it may have been something else').toHaveLength(3)
  })

  test('twice within a minute is renewed twice where the API has accepted the first renewal at that URL', async () => {
    const { client, forms, answers } = await signedIn()
    answers(refusal(401, invalid), new Response('fine'), refusal(401, invalid), new Response('fine again'))
    expect((await client.fetch(`${api}/orders?page=1`)).status).toBe(200)
    expect((await client.fetch(`${api}/orders?page=2`)).status).toBe(200)
    expect(forms).toHaveLength(3)
  })

  test('three times within a minute is renewed no third time', async () => {
    const { client, forms, answers } = await signedIn()
    const statuses = []
    for (let turn = 0; turn < 3; turn++) {
      answers(refusal(401, invalid), new Response('fine'))
      statuses.push((await client.fetch(`${api}/orders`)).status)
    }
    expect(statuses).toEqual([200, 200, 401])
    expect(forms).toHaveLength(3)
  })

  test('for one method, or in turn with a broken server, leads to no renewal for each call', async () => {
    const { client, forms, answers, received } = await signedIn()
    answers(() => (received.at(-1)?.method === 'POST' ? refusal(401, invalid) : new Response('fine')))
    for (let turn = 0; turn < 6; turn++) {
      await client.fetch(`${api}/graphql`)
      await client.fetch(`${api}/graphql`, { method: 'POST', body: 'x' })
    }
    expect(forms).toHaveLength(2)
    let count = 0
    answers(() => (count++ % 2 ? new Response('down', { status: 503 }) : refusal(401, invalid)))
    for (let turn = 0; turn < 6; turn++) await client.fetch(`${api}/broken`)
    expect(forms).toHaveLength(2)
  })

  test('at a URL that never accepts a token leads to no renewal for each call of another one', async () => {
    const { client, forms, answers } = await signedIn()
    for (let turn = 0; turn < 3; turn++) {
      // Only the first refusal leads to a renewal, and to a second try.
      answers(...(turn === 0 ? [refusal(401, invalid)] : []), refusal(401, invalid), new Response('fine'))
      await client.fetch(`${api}/forbidden`)
      await client.fetch(`${api}/orders`)
    }
    expect(forms).toHaveLength(2)
  })

  test('late gets the token that is there already', async () => {
    const { client, forms, answers, received } = await signedIn()
    let letGo = (): void => {}
    const slow = new Promise<Response>((resolve) => {
      letGo = () => resolve(refusal(401, invalid))
    })
    answers(() => slow, refusal(401, invalid), new Response('fine'))
    const late = client.fetch(`${api}/late`)
    await until(() => received.length === 1)
    expect((await client.fetch(api)).status).toBe(200)
    letGo()
    expect((await late).status).toBe(200)
    expect(forms).toHaveLength(2)
  })
})

describe('an API that wants more', () => {
  test.each([
    ['a scope', refusal(403, wantsScope), { scope: ['openid', 'offline_access', 'write', 'admin'] }],
    [
      'a scope, with the wrong status',
      refusal(401, wantsScope),
      { scope: ['openid', 'offline_access', 'write', 'admin'] },
    ],
    [
      'another login',
      refusal(401, wantsLogin),
      { scope: ['openid', 'offline_access'], acrValues: ['mfa', 'phr'], maxAge: 5 },
    ],
    [
      'something, among other challenges',
      refusal(403, `Basic realm="x", DPoP ${wantsScope.slice(7)}`),
      { scope: ['openid', 'offline_access', 'write', 'admin'] },
    ],
    [
      'nonsense',
      refusal(
        403,
        'Bearer error="insufficient_scope", scope="a\\"b \t openid ", acr_values="", max_age="1e9"',
      ),
      { scope: ['openid', 'offline_access'] },
    ],
  ])(
    '%s: the call rejects with what login() takes, and nothing is renewed or repeated',
    async (_what, answer, details) => {
      const { client, received, forms, answers } = await signedIn()
      answers(answer)
      const error = await client.fetch(`${api}/x?secret#there`).catch((error) => error)
      expect(error).toMatchObject({ code: 'step-up-required', recovery: 'sign-in', details })
      expect(Object.keys(error.details)).toEqual(Object.keys(details))
      expect([received.length, forms.length]).toEqual([1, 1])
    },
  )

  test('the app is asked once for all calls that wait for the same', async () => {
    const onChallenge = vi.fn(async (_: StepUpChallenge) => 'reject' as const)
    const { client, answers } = await signedIn({ onChallenge })
    answers(() => refusal(403, wantsScope))
    const errors = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        client.fetch(`${api}/${index}?q`).catch((error) => error.code),
      ),
    )
    expect(new Set(errors)).toEqual(new Set(['step-up-required']))
    expect(onChallenge.mock.calls).toEqual([
      [{ error: 'insufficient_scope', url: `${api}/0`, scope: ['write', 'admin'] }],
    ])
    await client.fetch(api).catch(() => {})
    expect(onChallenge, 'a later call is another question').toHaveBeenCalledTimes(2)
  })

  test('different challenges are different questions', async () => {
    const onChallenge = vi.fn(() => 'reject' as const)
    const { client, answers } = await signedIn({ onChallenge })
    answers(refusal(403, wantsScope), refusal(401, wantsLogin))
    await Promise.all([api, api].map((url) => client.fetch(url).catch(() => {})))
    expect(onChallenge).toHaveBeenCalledTimes(2)
    expect(onChallenge).toHaveBeenLastCalledWith({
      error: 'insufficient_user_authentication',
      url: `${api}/`,
      description: 'A different sign-in is needed',
      acrValues: ['mfa', 'phr'],
      maxAge: 5,
    })
  })

  test('what the app throws is what the call rejects with', async () => {
    const { client, answers } = await signedIn({
      onChallenge() {
        throw new RangeError('mine')
      },
    })
    answers(refusal(403, wantsScope))
    await expect(client.fetch(api)).rejects.toThrow('mine')
  })

  test("'redirect' leaves with the union of scopes", async () => {
    const { answers, world } = await signedIn()
    answers(refusal(401, wantsLogin))
    const { client, tab } = await world.signIn(world.browser.openTab(), {
      onChallenge: () => 'redirect',
      scope: 'openid offline_access read',
    })
    client.fetch(api).catch(() => {})
    const { searchParams } = new URL(await until(() => tab.leftFor))
    expect(Object.fromEntries(searchParams)).toMatchObject({
      scope: 'openid offline_access read',
      acr_values: 'mfa phr',
      max_age: '5',
    })
  })

  test('a call is repeated first where the token has changed meanwhile', async () => {
    const onChallenge = vi.fn(() => 'reject' as const)
    const { client, answers, received } = await signedIn({ onChallenge })
    const used = await client.accessToken()
    answers(async () => {
      await client.accessToken({ rejected: used })
      return refusal(403, wantsScope)
    }, new Response('fine'))
    expect((await client.fetch(api)).status).toBe(200)
    expect(received).toHaveLength(2)
    expect(onChallenge).not.toHaveBeenCalled()
  })

  test('a caller that gives up waits for nobody', async () => {
    const { client, answers, received } = await signedIn({ onChallenge: () => new Promise(() => {}) })
    answers(refusal(403, wantsScope))
    const abort = new AbortController()
    const call = client.fetch(api, { signal: abort.signal })
    await until(() => received.length === 1)
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
  })
})

test.each([
  ['403 without a challenge', refusal(403)],
  ['403 with a token that is fine', refusal(403, invalid)],
  ['403 of another scheme', refusal(403, `Other ${wantsScope.slice(7)}`)],
  ['404', refusal(404, invalid)],
  ['429', new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })],
  ['503', new Response('later', { status: 503, headers: { 'retry-after': '7' } })],
  ['500', new Response('oops', { status: 500 })],
  ['304', new Response(null, { status: 304 })],
  [
    'a redirect nobody followed',
    new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
  ],
])('%s is passed on untouched', async (_what, answer) => {
  const { client, received, forms, answers } = await signedIn()
  const copy = answer.clone()
  answers(answer)
  const response = await client.fetch(api)
  expect(response.status).toBe(copy.status)
  expect([...response.headers]).toEqual([...copy.headers])
  expect(await response.text()).toBe(await copy.text())
  expect([received.length, forms.length]).toEqual([1, 1])
})

test("a refusal from a redirect's target, where the token did not go, is not about the token", async () => {
  const { client, forms, answers } = await signedIn()
  answers(() =>
    Object.defineProperties(refusal(401, invalid), {
      redirected: { value: true },
      url: { value: 'https://elsewhere.example/' },
    }),
  )
  // `clone` would lose what was defined.
  expect((await client.fetch(api)).status).toBe(401)
  expect(forms).toHaveLength(1)
})

test('an API that hides why it refuses is told of once', async () => {
  const { client, events, answers } = await signedIn()
  answers(() =>
    Object.defineProperties(refusal(401), { type: { value: 'cors' }, url: { value: `${api}/x` } }),
  )
  await client.fetch(api)
  await client.fetch(api)
  const warnings = await until(() => {
    const all = events.filter((event) => event.type === 'warning')
    return all.length > 0 && all
  })
  expect(warnings.map(({ error }) => error.message)).toEqual([
    expect.stringMatching(
      /https:\/\/api\.example answered 401.*Access-Control-Expose-Headers: WWW-Authenticate/,
    ),
  ])
})
