// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { AuthError, type ClientOptions, type ProfileLogin, type ServerMetadata } from '../../src/index.js'
import { createWorld } from '../../src/testing/index.js'

/** A login whose `profile` is this. */
async function signInWith(profile: NonNullable<ClientOptions['profile']>, answer?: () => Response) {
  const world = createWorld()
  const asked: Request[] = []
  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint !== 'api') return proceed()
    asked.push(request)
    return answer?.() ?? Response.json({ nick: 'countess' })
  }
  const { client } = await world.signIn(world.browser.openTab(), { profile })
  return { client, world, asked }
}

describe('profile, for who the person is', () => {
  test('is asked once, with the access token, and adds to what the ID Token says', async () => {
    const { client, asked, world } = await signInWith(async ({ claims, fetchJson }) => {
      const { nick } = (await fetchJson('https://api.example/me')) as { nick: string }
      return { sub: String(claims?.sub), nick }
    })
    expect(client.session.get()).toMatchObject({
      status: 'signed-in',
      user: { sub: 'ada', name: 'ada', nick: 'countess' },
    })
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([
      `Bearer ${await client.accessToken()}`,
    ])
    await client.accessToken({ rejected: await client.accessToken() })
    expect(asked).toHaveLength(1)
    expect(client.session.get()).toMatchObject({ user: { nick: 'countess' } })
    expect(world.server.requests).toContain('token')
  })

  test('about another person than the ID Token is refused (OpenID Connect Core, section 5.3.2)', async () => {
    const { client } = await signInWith(() => ({ sub: 'grace' }))
    expect(client.session.get()).toMatchObject({
      status: 'signed-out',
      error: { code: 'invalid-response', message: expect.stringContaining('another person') },
    })
  })

  test.each([[{ sub: '' }], [{}], [undefined]])('that says of nobody is refused: %o', async (found) => {
    const { client } = await signInWith(() => found as never)
    expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'invalid-response' } })
  })

  test.each([
    ['a refusal', () => Response.json({ message: 'no' }, { status: 403 }), 'invalid-response'],
    ['a page of HTML', () => new Response('<html>'), 'invalid-response'],
    ['a server that is down', () => new Response('', { status: 503 }), 'server-unavailable'],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }),
      'invalid-response',
    ],
    ['an answer without end', () => new Response('x'.repeat(1 << 20)), 'invalid-response'],
  ])('%s fails the login, with its reason', async (_, answer, code) => {
    const ask = async ({ fetchJson }: ProfileLogin) =>
      (await fetchJson('https://api.example/me')) as { sub: string }
    const { client } = await signInWith(ask, answer)
    expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed', error: { code } })
  })

  test('a list is an answer, too', async () => {
    const { client } = await signInWith(
      async ({ fetchJson }) => ({ sub: 'ada', emails: await fetchJson('https://api.example/emails') }),
      () => Response.json(['ada@example.com']),
    )
    expect(client.session.get()).toMatchObject({ user: { emails: ['ada@example.com'] } })
  })

  test('what it throws says nothing that it saw', async () => {
    const { client } = await signInWith(({ accessToken }) => {
      throw new Error(`oops ${accessToken}`)
    })
    const session = client.session.get()
    expect(session).toMatchObject({ status: 'signed-out', error: { code: 'invalid-response' } })
    expect(JSON.stringify(session) + String(session.status === 'signed-out' && session.error)).not.toContain(
      'access-',
    )
  })

  test('an AuthError of its own is the error', async () => {
    const { client } = await signInWith(() => {
      throw new AuthError('login-refused', { error: 'not_invited' }, 'Ask for an invitation.')
    })
    expect(client.session.get()).toMatchObject({
      error: { code: 'login-refused', message: 'Ask for an invitation.' },
    })
  })
})

describe('an answer with status 200 that is an error', () => {
  test('is an error', async () => {
    const world = createWorld()
    world.server.tokenResponse = () => ({ error: 'invalid_grant', error_description: 'used' })
    const { client } = await world.signIn(world.browser.openTab())
    expect(client.session.get()).toMatchObject({
      status: 'signed-out',
      error: { code: 'grant-refused', details: { error: 'invalid_grant', description: 'used' } },
    })
  })
})

describe('an ID Token without a nonce', () => {
  const without = ({ nonce, ...claims }: Record<string, unknown>): Record<string, unknown> => claims
  const other = (claims: Record<string, unknown>): Record<string, unknown> => ({
    ...claims,
    nonce: 'another',
  })
  test.each([
    ['refused', 'as it should be', undefined, without, 'signed-out'],
    ['taken', 'where the server is known for it', { nonce: 'optional' } as const, without, 'signed-in'],
    ['refused if it has another', 'there as well', { nonce: 'optional' } as const, other, 'signed-out'],
  ])('is %s, %s', async (_, __, dialect, claims, status) => {
    const world = createWorld()
    world.server.claims = claims
    const { client } = await world.signIn(world.browser.openTab(), dialect ? { dialect } : {})
    expect(client.session.get().status).toBe(status)
  })
})

test('metadata is what a preset gives, so that nobody has to be discovered', async () => {
  const world = createWorld()
  await world.signIn(world.browser.openTab(), { issuer: world.server.metadata as unknown as ServerMetadata })
  expect(world.server.requests).toEqual(['token'])
})
