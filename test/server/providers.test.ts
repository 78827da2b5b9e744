// @vitest-environment node

import { decodeProtectedHeader, exportPKCS8, exportSPKI, generateKeyPair, importSPKI, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { appleProvider } from '../../src/providers/apple.js'
import { githubProvider } from '../../src/providers/github.js'
import { googleProvider } from '../../src/providers/google.js'
import type { Provider } from '../../src/providers/provider.js'
import { createServer, type ServerProvider } from '../../src/server/index.js'
import { createPerson } from './person.js'
import { cookieKey, origin, secret } from './setup.js'

function serving(
  provider: Provider,
  fetch: (request: Request) => Promise<Response>,
  configured: Partial<ServerProvider> = {},
) {
  const server = createServer({
    origins: [origin],
    cookieKey,
    fetch: (input, init) => fetch(new Request(input, init)),
    providers: { it: { provider, clientId: 'client-1', clientSecret: secret, ...configured } },
  })
  const ada = createPerson(server)
  const leave = async () => new URL((await ada.navigate('/oauth/it/login')).headers.get('location') ?? '')
  return { ada, leave }
}

describe('GitHub', () => {
  test.each([
    ['JSON', (body: Record<string, string>) => Response.json(body)],
    [
      'a form',
      (body: Record<string, string>) =>
        new Response(new URLSearchParams(body).toString(), {
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        }),
    ],
  ])('answers with %s, is asked who it is, and told that it is over', async (_kind, answer) => {
    const asked: Request[] = []
    const { ada, leave } = serving(githubProvider, async (request) => {
      asked.push(request.clone())
      const { host, pathname } = new URL(request.url)
      if (host === 'github.com')
        return answer({ access_token: 'gho_1', scope: 'read:user,user:email', token_type: 'bearer' })
      if (pathname === '/user')
        return Response.json({ id: 1, login: 'ada', name: 'Ada Lovelace', email: null })
      if (pathname === '/user/emails')
        return Response.json([{ email: 'ada@x.test', primary: true, verified: true }])
      return new Response(null, { status: 204 })
    })
    const state = (await leave()).searchParams.get('state')
    await ada.navigate(
      `/oauth/it/callback?code=c&state=${state}&iss=${encodeURIComponent('https://github.com/login/oauth')}`,
    )
    expect(await (await ada.call('/oauth/it/session')).json()).toMatchObject({
      signed_in: true,
      access_token: 'gho_1',
      scope: 'read:user user:email',
      claims: { sub: '1', name: 'Ada Lovelace', email: 'ada@x.test', email_verified: true },
    })
    await ada.call('/oauth/it/logout')
    const revoked = asked.at(-1)
    expect(`${revoked?.method} ${revoked?.url}`).toBe(
      'DELETE https://api.github.com/applications/client-1/token',
    )
    expect(atob(revoked?.headers.get('authorization')?.slice(6) ?? '')).toBe(`client-1:${secret}`)
    expect(await revoked?.json()).toEqual({ access_token: 'gho_1' })
  })

  test('says no with a 200', async () => {
    const { ada, leave } = serving(githubProvider, async () =>
      Response.json({
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
      }),
    )
    const state = (await leave()).searchParams.get('state')
    await ada.navigate(`/oauth/it/callback?code=c&state=${state}`)
    expect(await (await ada.call('/oauth/it/session')).json()).toEqual({
      signed_in: false,
      failure: 'server_error',
    })
  })
})

test('Google is asked for a refresh token, and for whatever else the page wants to ask', async () => {
  const { ada, leave } = serving(googleProvider, async () => new Response())
  expect(Object.fromEntries((await leave()).searchParams)).toMatchObject({
    access_type: 'offline',
    prompt: 'consent',
  })
  const location = (await ada.navigate('/oauth/it/login?prompt=select_account')).headers.get('location') ?? ''
  expect(new URL(location).searchParams.get('prompt')).toBe('select_account consent')
  const without = serving(googleProvider, async () => new Response(), { offline: false })
  expect((await without.leave()).searchParams.get('prompt')).toBeNull()
})

describe('Apple', () => {
  test('gets a secret that is signed anew for each ten minutes, and answers with a POST', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const pem = (await exportPKCS8(privateKey)).replaceAll('\n', '\\n')
    const secrets: string[] = []
    let nonce = ''
    const { ada, leave } = serving(
      appleProvider,
      async (request) => {
        const form = new URLSearchParams(await request.text())
        secrets.push(form.get('client_secret') ?? '')
        expect(form.get('code_verifier')).toBeNull()
        const now = Math.floor(Date.now() / 1000)
        const claims = {
          iss: 'https://appleid.apple.com',
          aud: 'client-1',
          sub: '001',
          iat: now,
          exp: now + 600,
          nonce,
          email: 'a@x.test',
        }
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
        const id_token = `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`
        return Response.json({
          access_token: 'a',
          token_type: 'Bearer',
          expires_in: 3600,
          refresh_token: 'r',
          id_token,
        })
      },
      { clientSecret: { teamId: 'TEAM', keyId: 'KEY', privateKey: () => pem } },
    )
    const signIn = async () => {
      const { searchParams } = await leave()
      expect(searchParams.get('response_mode')).toBe('form_post')
      expect(searchParams.get('code_challenge')).toBeNull()
      nonce = searchParams.get('nonce') ?? ''
      const user = JSON.stringify({
        name: { firstName: 'Ada', lastName: 'Lovelace' },
        email: 'forged@evil.test',
      })
      const body = new URLSearchParams({ code: 'c', state: searchParams.get('state') ?? '', user }).toString()
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://appleid.apple.com',
      }
      return ada.navigate('/oauth/it/callback', { site: 'cross-site', headers, body })
    }
    const back = await signIn()
    expect(back.status).toBe(303)
    expect(ada.setCookies[0], 'comes with a POST from another site').toMatch(/SameSite=None; Secure$/)
    const { claims } = await (await ada.call('/oauth/it/session')).json()
    expect(claims).toMatchObject({ sub: '001', name: 'Ada Lovelace', email: 'a@x.test' })
    await signIn()
    expect(secrets[1], 'the same one, while it is good').toBe(secrets[0])
    const key = await importSPKI(await exportSPKI(publicKey), 'ES256')
    const { payload } = await jwtVerify(secrets[0] ?? '', key, {
      audience: 'https://appleid.apple.com',
      issuer: 'TEAM',
      subject: 'client-1',
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600)
    expect(decodeProtectedHeader(secrets[0] ?? '')).toMatchObject({ alg: 'ES256', kid: 'KEY' })
  })

  test('with a key that is none says so, without showing it', async () => {
    const { ada } = serving(appleProvider, async () => new Response(), {
      clientSecret: { teamId: 'TEAM', keyId: 'KEY', privateKey: 'not a key at all' },
    })
    const answer = await ada.navigate('/oauth/it/login')
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('not a key')
  })
})

test('a secret in a Basic header is form-encoded first', async () => {
  let sent = ''
  const { ada, leave } = serving(
    { ...githubProvider, tokenAuth: 'basic' },
    async (request) => {
      sent = request.headers.get('authorization') ?? sent
      return Response.json({ error: 'x' })
    },
    { clientSecret: 'a:b +%/ü' },
  )
  await ada.navigate(`/oauth/it/callback?code=c&state=${(await leave()).searchParams.get('state')}`)
  expect(atob(sent.slice(6))).toBe('client-1:a%3Ab+%2B%25%2F%C3%BC')
})
