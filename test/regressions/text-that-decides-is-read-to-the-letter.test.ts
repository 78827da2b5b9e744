// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { readChallenges } from '../../src/fetch/challenge.js'
import { createWorld, until } from '../../src/testing/index.js'
import type { Person } from '../server/person.js'
import { setup } from '../server/setup.js'

const name = '__Host-Http-hallpass-acme'
// Everything that `String.prototype.trim` takes for white space and a header value can carry (RFC 9110,
// section 5.5), but SP and HTAB.
const strangers = ['\u00a0', '\u00a0\u00a0', '\u000b', '\u000c', '\u0085']

describe('a session cookie has its name to the letter', () => {
  test.each(strangers)('%j before or behind the name makes another name', async (space) => {
    const { newPerson, signIn, server } = setup()
    const mallory = newPerson()
    await signIn(mallory)
    const sealed = mallory.cookies.get(name) ?? ''
    const current = currentOf(mallory)
    for (const planted of [
      `${current}; ${space}${name}=${sealed}`,
      `${current}; ${name}${space}=${sealed}`,
      `${space}${current}; ${name}=${sealed}`,
    ]) {
      const answer = await server(ask('session', planted))
      expect(await answer?.json(), JSON.stringify(planted)).toEqual({ signed_in: false })
    }
  })

  test('a planted cookie with such a name takes nobody’s session away', async () => {
    const { newPerson, signIn, server } = setup()
    const ada = newPerson()
    await signIn(ada)
    const answer = await server(
      ask('session', `\u00a0${name}=planted; ${currentOf(ada)}; ${name}=${ada.cookies.get(name)}`),
    )
    expect(await answer?.json()).toMatchObject({ signed_in: true })
  })

  test('spaces before a cookie are no part of its name, and a name in another case is another', async () => {
    const { newPerson, signIn, server } = setup()
    const ada = newPerson()
    await signIn(ada)
    const sealed = ada.cookies.get(name)
    expect(
      await (await server(ask('session', `a=b;\t ${name}=${sealed}; \t${currentOf(ada)}; c=d`)))?.json(),
    ).toMatchObject({
      signed_in: true,
    })
    expect(
      await (await server(ask('session', `${currentOf(ada)}; ${name.toLowerCase()}=${sealed}`)))?.json(),
    ).toEqual({
      signed_in: false,
    })
  })

  function currentOf({ cookies }: Person): string {
    return `${name}.current=${cookies.get(`${name}.current`)}`
  }

  function ask(action: string, cookie: string): Request {
    const headers = { origin: 'https://app.test', 'sec-fetch-site': 'same-origin', hallpass: '1', cookie }
    return new Request(`https://app.test/oauth/acme/${action}`, { method: 'POST', headers })
  }
})

test.each([
  'application/x-www-form-urlencoded\u00a0',
  'application/x-www-form-urlencoded\u00a0; charset=utf-8',
  'application/x-www-form-urlencodedx',
  'text/plain',
])('a body of type %j is no form', async (type) => {
  const { newPerson, signIn } = setup()
  const ada = newPerson()
  await signIn(ada)
  const answer = await ada.call('/oauth/acme/token', 'grant_type=refresh_token', {
    headers: { 'content-type': type },
  })
  expect(answer.status).toBe(415)
})

test('an answer whose type only begins like that of a form is not read as a form', async () => {
  const redirectUri = 'https://app.test/callback'
  const { newPerson, simulator } = setup({ configured: { mode: 'exchange', redirectUris: [redirectUri] } })
  const headers = { 'content-type': 'application/x-www-form-urlencoded-or-not' }
  simulator.answer('/token', () => new Response('access_token=x&token_type=bearer', { headers }))
  const answer = await newPerson().call('/oauth/acme/token', {
    grant_type: 'authorization_code',
    client_id: 'client-1',
    code: 'a-code',
    redirect_uri: redirectUri,
    code_verifier: 'v'.repeat(43),
  })
  expect(answer.status).toBe(503)
})

test('a value of a challenge ends at a space or a tab, and not at what only looks like one', () => {
  expect(readChallenges('Bearer scope=read\u00a0admin')[0]?.parameters.scope).toBe('read\u00a0admin')
})

test('a scope that an API asks for is split at spaces, and one that cannot be is not asked for', async () => {
  const { browser, server, signIn } = createWorld()
  const tab = browser.openTab()
  const asked: unknown[] = []
  const { client } = await signIn(tab, {
    onChallenge: (challenge) => {
      asked.push(challenge.scope)
      return 'reject'
    },
  })
  server.intercept = async (endpoint, proceed) =>
    endpoint === 'api'
      ? new Response(null, {
          status: 403,
          headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="read write\u00a0admin"' },
        })
      : proceed()
  await client.fetch('https://api.example/').catch(() => {})
  expect(asked).toEqual([['read']])
})

test.each(['application/at+jwt', 'at+jwt', 'APPLICATION/DPOP+JWT', 'application/logout+jwt'])(
  'a JWT of type %s is no ID Token, with or without the prefix that RFC 7515, section 4.1.9, lets it have',
  async (typ) => {
    const { browser, server, signIn } = createWorld()
    const { tokenResponse } = server
    server.tokenResponse = (body) => {
      const [, payload, signature] = String(body.id_token).split('.')
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ })).toString('base64url')
      return tokenResponse({ ...body, id_token: [header, payload, signature].join('.') })
    }
    const { client } = await signIn(browser.openTab())
    const session = await until(() => {
      const now = client.session.get()
      return now.status === 'signed-out' && now
    })
    expect(session).toMatchObject({ error: { code: 'id-token-rejected', details: { claim: 'typ' } } })
  },
)
