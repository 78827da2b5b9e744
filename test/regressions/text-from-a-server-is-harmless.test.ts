// @vitest-environment node

import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import { type AuthError, isAuthError } from '../../src/index.js'
import { failure } from '../../src/protocol/failure.js'
import { clean } from '../../src/protocol/raw-answer.js'
import { withoutSecrets } from '../../src/protocol/without-secrets.js'
import { createWorld, testIssuer as issuer, until, type World } from '../../src/testing/index.js'
import { api, refusal, signedIn } from '../fetch/answering-api.js'
import { setup } from '../server/setup.js'

const bidi = '\u202e\u2066\u061c\u200b\ufeff\u00ad'
const control = '\u0000\u001b[31m\r\n\u009b'
const huge = `${bidi}${control}${'y'.repeat(100_000)}`

/** Everything that a person or a log may see of an error. */
function shown(error: unknown): string {
  const { message, stack, details } = error as AuthError
  return `${message}\n${stack?.replace(/^\s+at .*$/gm, '')}\n${JSON.stringify(details)}`
}

function expectHarmless(error: unknown): void {
  expect(isAuthError(error)).toBe(true)
  expect((error as Error).message.length).toBeLessThanOrEqual(1000)
  expect(shown(error).length).toBeLessThan(4000)
  const text = JSON.stringify([(error as Error).message, (error as AuthError).details])
  for (const character of `${bidi}${control}`.replace(/[[\dm\r\n]/g, ''))
    expect(text).not.toContain(character)
  expect((error as Error).message).not.toMatch(/[\r\n]/)
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function failedLogin(prepare: (world: World) => void, options = {}): Promise<unknown> {
  const world = createWorld()
  prepare(world)
  const { client } = await world.signIn(world.browser.openTab(), options)
  return (client.session.get() as { error?: unknown }).error
}

describe('a text without end, with characters that hide or turn others, is cut and cleaned', () => {
  const metadata = (change: Record<string, unknown>) => (world: World) =>
    Object.assign(world.server, { metadata: { ...world.server.metadata, ...change } })

  test.each<[string, (world: World) => void, object?]>([
    ['an issuer', metadata({ issuer: huge })],
    ['the name of an endpoint', metadata({ [`${huge}_endpoint`]: 'x' })],
    ['algorithms', metadata({ dpop_signing_alg_values_supported: [huge, huge] }), { dpop: dpop() }],
  ])('in metadata: %s', async (_, prepare, options) => {
    const world = createWorld()
    prepare(world)
    expectHarmless(await rejection(world.client(world.browser.openTab(), options).login()))
  })

  const answers = (body: Record<string, unknown>, status: number) => (world: World) => {
    world.server.intercept = async (endpoint, proceed) =>
      endpoint === 'token' ? Response.json(body, { status }) : proceed()
  }

  test.each<[string, (world: World) => void, object?]>([
    ['an error', answers({ error: huge, error_description: huge }, 400)],
    ['an error of a server that is down', answers({ error: huge, error_description: huge }, 500)],
    ['a message of a server that is down', answers({ error: { message: huge } }, 503)],
    ['the type of a token', ({ server }) => void Object.assign(server, { tokenResponse: typed })],
    [
      'a claim, in the words of a schema',
      ({ server }) => void Object.assign(server, { claims: named }),
      {
        user: (claims: { name?: string }) => {
          throw new Error(`what is ${claims.name}?`)
        },
      },
    ],
  ])('at the token endpoint: %s', async (_, prepare, options) => {
    expectHarmless(await failedLogin(prepare, options))
  })

  function typed(body: Record<string, unknown>): Record<string, unknown> {
    return { ...body, token_type: huge }
  }

  function named(claims: Record<string, unknown>): Record<string, unknown> {
    return { ...claims, name: huge }
  }

  test('at a server part', async () => {
    const world = createWorld()
    const tab = world.browser.openTab()
    world.server.intercept = async () =>
      Response.json({ error: huge, error_description: huge }, { status: 400 })
    const effects = { ...tab.effects, fetch: world.server.fetch }
    const client = world.client(tab, { server: '/oauth/acme', effects })
    expectHarmless(((await client.start()) as { error?: unknown }).error)
  })

  test('in the challenge of an API, for whoever decides about it', async () => {
    const seen: (string | undefined)[] = []
    const { client, answers } = await signedIn({
      onChallenge: ({ description }) => {
        seen.push(description)
        return 'reject'
      },
    })
    const text = `a\u009b${'y'.repeat(5000)}`
    const token = await client.accessToken()
    for (const said of [text, `the token ${token} lacks a scope`]) {
      answers(refusal(403, `Bearer error="insufficient_scope", scope="write", error_description="${said}"`))
      await rejection(client.fetch(api))
    }
    expect(seen[0]?.length).toBe(200)
    expect(seen[0]).not.toContain('\u009b')
    expect(seen[1]).not.toContain(token)
  })
})

const raw = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const percent = (text: string): string =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const forms: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in capitals': (secret) => secret.toUpperCase(),
  'percent-encoded': percent,
  'percent-encoded twice': (secret) => percent(percent(secret)),
  base64: base64,
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 within a longer text': (secret) => base64(`{"a":1,"code_verifier":"${secret}","b":2}`),
  'base64 of an odd beginning': (secret) => base64(`x${secret}y`),
  'base64, percent-encoded': (secret) => percent(base64(secret)),
  'escaped as JSON may': (secret) =>
    [...secret].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'escaped as HTML may': (secret) => [...secret].map((character) => `&#${character.charCodeAt(0)};`).join(''),
  'split by spaces': (secret) => secret.replace(/.{5}/g, '$& '),
  'split by line breaks': (secret) => secret.replace(/.{7}/g, '$&\r\n'),
  'without its last third': (secret) => secret.slice(0, Math.ceil((secret.length * 2) / 3)),
}

describe('before its text is there, and where its text cannot be loaded,', () => {
  test.each([
    ['a refusal', { error: raw, error_description: `no ${raw}` }],
    ['a refusal with a code', { error: 'invalid_grant', error_description: `no ${raw}` }],
  ])('%s has nothing that a server said, except an error code', (_, answer) => {
    const error = failure(answer, 0, { secrets: [raw] })
    expect(shown(error) + inspect(error, { showHidden: true, depth: 9 })).not.toContain(raw)
    expect((error.details as { error?: string }).error).toBe(answer.error === raw ? '' : 'invalid_grant')
  })
})

describe('a secret that a server repeats', () => {
  test.each(Object.entries(forms))('%s is left out', (_, form) => {
    const text = withoutSecrets(`The code_verifier ${form(raw)} is wrong.`, [undefined, raw])
    expect(text).toBe('(left out: it repeats a secret)')
  })

  test.each([
    'The code verifier does not match the code challenge.',
    'Client my-spa may not use redirect_uri https://app.example/callback?x=%2Fy',
    'Ошибка: неверный код 😀',
  ])('%j repeats none', (text) => {
    expect(withoutSecrets(text, [raw, 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln', 'code-12'])).toBe(text)
  })

  test('that nobody here has sent is left out if it is a JWT', () => {
    expect(withoutSecrets('no eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln please')).not.toContain('eyJ')
  })

  test.each(Object.entries(forms))('%s is in no error of a login or a renewal', async (_, form) => {
    let sent: URLSearchParams = new URLSearchParams()
    let pending: Readonly<Record<'nonce' | 'state', string>> = { nonce: '', state: '' }
    const secretOf: Readonly<Record<string, () => string | null>> = {
      code_verifier: () => sent.get('code_verifier'),
      nonce: () => pending.nonce,
      state: () => pending.state,
    }
    for (const [name, secret] of Object.entries(secretOf)) {
      for (const status of [400, 500]) {
        // What an endpoint that is down says is about the request that it got, which has no state and no
        // nonce.
        if (status === 500 && name !== 'code_verifier') continue
        const world = createWorld()
        world.server.intercept = async (endpoint, proceed, request) => {
          if (endpoint !== 'token') return proceed()
          sent = new URLSearchParams(await request.text())
          return Response.json(
            { error: 'invalid_grant', error_description: form(secret() ?? '') },
            { status },
          )
        }
        const { authorize } = world.server
        world.server.authorize = (request) => {
          const { searchParams } = new URL(request)
          pending = { nonce: searchParams.get('nonce') ?? '', state: searchParams.get('state') ?? '' }
          return authorize(request)
        }
        const { client } = await world.signIn(world.browser.openTab())
        const { error } = client.session.get() as { error?: AuthError }
        expect(error?.message).toContain('left out')
        expect(shown(error)).not.toContain(form(secret() ?? '').slice(0, 30))
      }
    }
  })

  test.each(Object.entries(forms))('%s is not taken from the answer to a login', async (_, form) => {
    const world = createWorld()
    const tab = world.browser.openTab()
    world
      .client(tab)
      .login()
      .catch(() => {})
    const request = await until(() => tab.leftFor)
    const back = new URL(world.server.authorize(request))
    back.searchParams.delete('code')
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', form(new URL(request).searchParams.get('nonce') ?? ''))
    const { error } = (await world.client(tab.load(back.href)).start()) as { error?: AuthError }
    expect(error?.message).toContain('left out')
  })

  test.each(['refresh_token', 'code', 'stale_token'])('as %s of a request is left out', (name) => {
    const secret = 'kX8vQ2nT5wZ1rY7bM4cJ9pL6dH3gF0sA'
    const request = { url: `${issuer}/token`, body: new URLSearchParams({ [name]: secret }) }
    const { description } = clean({ body: { error_description: `no ${secret}` }, request })
    expect(description).toContain('left out')
    expect(description).not.toContain(secret)
  })

  test('as the type of a token is left out', async () => {
    const token = 'mF_9.B5f-4.1JqM.GzWr2Qx9vN7sTk3bYp'
    const error = await failedLogin(({ server }) => {
      server.tokenResponse = (body) => ({ ...body, access_token: token, token_type: token })
    })
    expect(shown(error)).not.toContain(token.toLowerCase())
  })

  test('of the server part is in no log, in whatever form', async () => {
    for (const form of Object.values(forms)) {
      const { newPerson, simulator, audited, secret } = auditedSetup()
      const person = newPerson('https://app.test')
      const left = (await person.navigate('/oauth/acme/login')).headers.get('location') ?? ''
      const text = form(secret)
      simulator.answer('/token', () =>
        Response.json({ error: 'invalid_grant', error_description: text }, { status: 400 }),
      )
      await person.navigate(simulator.authorize(left).href)
      expect(audited()).toContain('left out')
    }
  })
})

function auditedSetup() {
  const secret = 'kX8vQ2nT5wZ1rY7bM4cJ9pL6dH3gF0sA'
  const { newPerson, simulator, audited } = setup({ configured: { clientSecret: secret } })
  return { newPerson, simulator, secret, audited: () => JSON.stringify(audited.at(-1)) }
}

test('a warning about an issuer is as short as any other', async () => {
  const world = createWorld()
  world.server.metadata = { ...world.server.metadata, issuer: `${issuer}/${'x'.repeat(100_000)}` }
  const error = await rejection(world.client(world.browser.openTab()).login())
  expect(shown(error).length).toBeLessThan(2000)
})
