// @vitest-environment node
import {
  calculateJwkThumbprint,
  createRemoteJWKSet,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Served, serve } from './served.js'
import { createUserAgent } from './user-agent.js'

let served: Served
beforeAll(async () => {
  served = await serve()
})
afterAll(() => served[Symbol.asyncDispose]())

function verify({ issuer }: Served, token: string, audience: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer, audience, typ: 'at+jwt' })
}

describe('access tokens', () => {
  test('are signed JWTs for the API at /api, with every scope that was asked for', async () => {
    const tokens = await createUserAgent(served).signIn('ada', { scope: 'openid offline_access read:me' })
    const { payload, protectedHeader } = await verify(served, tokens.access_token, `${served.origin}/api`)
    expect(protectedHeader.alg).toBe('ES256')
    expect(payload).toMatchObject({ sub: 'ada', client_id: 'spa' })
    expect(String(payload.scope).split(' ').sort()).toEqual(['offline_access', 'openid', 'read:me'])
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 300 })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300)
  })

  test('live as long as their API says, and know its scopes only', async () => {
    await using several = await serve({
      accessTokenTtlSeconds: 30,
      apis: [
        { resource: '/api', scope: 'read:me' },
        {
          resource: 'https://orders.example',
          scope: ['orders:read', 'orders:write'],
          accessTokenTtlSeconds: 7,
        },
      ],
    })
    const orders = 'https://orders.example'
    const scope = 'openid offline_access read:me orders:read delete:everything'
    const browser = createUserAgent(several)

    const byDefault = await browser.signIn('ada', { scope })
    expect(byDefault.expires_in).toBe(30)
    expect((await verify(several, byDefault.access_token, `${several.origin}/api`)).payload.scope).toBe(
      'openid read:me offline_access',
    )

    const asked = await browser.signIn('ada', { scope, resource: orders })
    expect(asked.expires_in).toBe(7)
    expect((await verify(several, asked.access_token, orders)).payload.scope).toBe(
      'openid orders:read offline_access',
    )

    const refreshed = await browser.refresh(asked.refresh_token)
    expect((await verify(several, String(refreshed.body.access_token), orders)).payload.scope).toContain(
      'orders:read',
    )
  })

  test('for several APIs come one at a time from one refresh token', async () => {
    await using several = await serve({ apis: [{ resource: '/a' }, { resource: '/b' }] })
    const [a, b] = [`${several.origin}/a`, `${several.origin}/b`]
    const browser = createUserAgent(several)
    const request = browser.request()
    const url = `${browser.authorizationUrl(request)}&${new URLSearchParams([
      ['resource', a],
      ['resource', b],
    ])}`
    const page = await browser.navigate(url)
    const body = new URLSearchParams({ sub: 'ada' })
    const tokens = await browser.redeem(
      (await browser.navigate(page.url.href, { method: 'POST', body })).url,
      request,
    )
    await verify(several, tokens.access_token, a)
    const second = await browser.refresh(tokens.refresh_token, { resource: b })
    await verify(several, String(second.body.access_token), b)
  })

  test('for an API nobody knows are refused', async () => {
    const browser = createUserAgent(served)
    const { url } = await browser.navigate(
      browser.authorizationUrl(browser.request({ resource: 'https://other.example' })),
    )
    expect(url.searchParams.get('error')).toBe('invalid_target')
  })

  test('are opaque when there is no API', async () => {
    await using plain = await serve({ apis: [] })
    const browser = createUserAgent(plain)
    const { access_token, id_token } = await browser.signIn()
    expect(access_token).not.toContain('.')
    expect(decodeJwt(id_token).name).toBe('Ada Lovelace')
    expect((await browser.userinfo(access_token)).status).toBe(200)
  })
})

describe('refresh tokens', () => {
  test('rotate; using one twice revokes all that came from that sign-in, and nothing else', async () => {
    const browser = createUserAgent(served)
    const first = await browser.signIn()
    const otherTab = await browser.signIn()
    const second = await browser.refresh(first.refresh_token)
    expect(second.status).toBe(200)
    expect(second.body.refresh_token).not.toBe(first.refresh_token)

    const reuse = await browser.refresh(first.refresh_token)
    expect(reuse).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'refresh token already used' },
    })
    const successor = await browser.refresh(String(second.body.refresh_token))
    expect(successor).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await browser.userinfo(String(second.body.access_token))).status).toBe(401)

    expect((await browser.refresh(otherTab.refresh_token)).status).toBe(200)
  })

  test('keep the ID Token current', async () => {
    const browser = createUserAgent(served)
    const { refresh_token } = await browser.signIn('grace')
    const { body } = await browser.refresh(refresh_token)
    const { payload } = await jwtVerify(
      String(body.id_token),
      createRemoteJWKSet(new URL(`${served.issuer}/jwks`)),
    )
    expect(payload).toMatchObject({ sub: 'grace', name: 'Grace Hopper', aud: 'spa', iss: served.issuer })
  })

  test('stay in force when rotation is off', async () => {
    await using steady = await serve({ rotateRefreshTokens: false })
    const browser = createUserAgent(steady)
    const { refresh_token } = await browser.signIn()
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await browser.refresh(refresh_token)).body.refresh_token).toBe(refresh_token)
    }
  })

  test('are not for another client', async () => {
    await using two = await serve({ clients: [{ clientId: 'spa' }, { clientId: 'other' }] })
    const browser = createUserAgent(two)
    const { refresh_token } = await browser.signIn()
    expect(await browser.refresh(refresh_token, { client_id: 'other' })).toMatchObject({ status: 400 })
  })

  test('are forgotten with everything else', async () => {
    await using forgetful = await serve()
    const browser = createUserAgent(forgetful)
    const { access_token, refresh_token } = await browser.signIn()
    forgetful.authorization.forget()
    expect((await browser.refresh(refresh_token)).body.error).toBe('invalid_grant')
    const { url } = await browser.navigate(browser.authorizationUrl(browser.request({ prompt: 'none' })))
    expect(url.searchParams.get('error')).toBe('login_required')
    // The key is the same, so that an API does not take good tokens for forged ones.
    await verify(forgetful, access_token, `${forgetful.origin}/api`)
  })
})

describe('revocation', () => {
  test('of a refresh token ends its grant', async () => {
    const browser = createUserAgent(served)
    const { access_token, refresh_token = '' } = await browser.signIn()
    const response = await browser.post('/revoke', { client_id: 'spa', token: refresh_token })
    expect(response.status).toBe(200)
    expect((await browser.refresh(refresh_token)).body.error).toBe('invalid_grant')
    expect((await browser.userinfo(access_token)).status).toBe(401)
  })

  test('of an unknown token succeeds (RFC 7009, section 2.2)', async () => {
    const response = await createUserAgent(served).post('/revoke', { client_id: 'spa', token: 'unknown' })
    expect(response.status).toBe(200)
  })
})

describe('userinfo', () => {
  test('takes the access token of the API and tells what its scopes allow', async () => {
    const browser = createUserAgent(served)
    const all = await browser.signIn('alan')
    const claims = await (await browser.userinfo(all.access_token)).json()
    expect(claims).toMatchObject({ sub: 'alan', name: 'Alan Turing', email: 'alan@example.com' })
    const few = await browser.signIn('alan', { scope: 'openid' })
    expect(await (await browser.userinfo(few.access_token)).json()).toEqual({ sub: 'alan' })
  })

  test('knows claims of your own', async () => {
    await using custom = await serve({ users: [{ sub: 'root', name: 'Root', roles: ['admin'] }] })
    const browser = createUserAgent(custom)
    const { access_token } = await browser.signIn('root', { scope: 'openid' })
    expect(await (await browser.userinfo(access_token)).json()).toEqual({ sub: 'root', roles: ['admin'] })
  })

  test('refuses a made-up token', async () => {
    const response = await createUserAgent(served).userinfo('a.b.c')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('invalid_token')
  })
})

describe('DPoP', () => {
  test('binds the tokens to a key, and userinfo wants its proof', async () => {
    const browser = createUserAgent(served)
    const prover = await createProver()
    const request = browser.request()
    const callback = await browser.pick(request, 'ada')
    const tokenUrl = `${served.issuer}/token`
    const { body } = await browser.token(
      {
        grant_type: 'authorization_code',
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: request.parameters.redirect_uri ?? '',
        code_verifier: request.verifier,
      },
      { dpop: await prover.prove('POST', tokenUrl) },
    )
    expect(body.token_type).toBe('DPoP')
    const accessToken = String(body.access_token)
    const { payload } = await verify(served, accessToken, `${served.origin}/api`)
    expect(payload.cnf).toEqual({ jkt: prover.thumbprint })

    const url = `${served.issuer}/userinfo`
    const proof = await prover.prove('GET', url, { accessToken })
    const withProof = { authorization: `DPoP ${accessToken}`, dpop: proof }
    expect((await fetch(url, { headers: withProof })).status).toBe(200)
    expect((await browser.userinfo(accessToken)).status).toBe(401)

    expect((await browser.refresh(String(body.refresh_token))).status).toBe(400)
  })

  test('can be required', async () => {
    await using strict = await serve({ requireDPoP: true })
    await expect(createUserAgent(strict).signIn()).rejects.toThrow('DPoP')
  })

  test('can ask for a nonce, and other origins may read it', async () => {
    await using strict = await serve({ requireDPoPNonce: true })
    const prover = await createProver()
    const url = `${strict.issuer}/token`
    const send = async (nonce?: string) =>
      fetch(url, {
        method: 'POST',
        headers: { origin: 'http://app.test', dpop: await prover.prove('POST', url, { nonce }) },
        body: new URLSearchParams({
          client_id: 'spa',
          grant_type: 'refresh_token',
          refresh_token: 'unknown',
        }),
      })
    const first = await send()
    expect(await first.json()).toMatchObject({ error: 'use_dpop_nonce' })
    expect(first.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce')
    const second = await send(first.headers.get('dpop-nonce') ?? undefined)
    expect(await second.json()).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('other origins', () => {
  test('may call everything a browser app calls', async () => {
    const origin = 'http://app.test'
    const get = (path: string) => fetch(served.issuer + path, { headers: { origin } })
    const post = (path: string) =>
      fetch(served.issuer + path, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ client_id: 'spa' }),
      })
    for (const response of [
      await get('/.well-known/openid-configuration'),
      await get('/jwks'),
      await get('/userinfo'),
      await post('/token'),
      await post('/revoke'),
      await post('/par'),
    ]) {
      expect([origin, '*']).toContain(response.headers.get('access-control-allow-origin'))
    }
    const preflight = await fetch(`${served.issuer}/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('dpop')
  })
})

test('two servers on one machine do not overwrite the cookies of each other', async () => {
  await using other = await serve()
  const names: string[] = []
  for (const server of [served, other]) {
    const browser = createUserAgent(server)
    const { headers } = await browser.visit(browser.authorizationUrl(browser.request()))
    names.push(...new Set(headers.getSetCookie().map((line) => line.split('=')[0] ?? '')))
  }
  expect(names.length).toBeGreaterThan(0)
  expect(new Set(names).size).toBe(names.length)
})

test('a test can wrap the handler and let a request fail', async () => {
  let failures = 1
  await using flaky = await serve({}, (handle) => (request, response) => {
    if (request.url === '/oidc/token' && failures-- > 0) response.writeHead(503).end('{}')
    else handle(request, response)
  })
  const browser = createUserAgent(flaky)
  await expect(browser.signIn()).rejects.toThrow()
  expect((await browser.signIn()).access_token).toBeTypeOf('string')
})

async function createProver() {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    async prove(htm: string, htu: string, more: { accessToken?: string; nonce?: string | undefined } = {}) {
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(more.accessToken))
      const ath = more.accessToken === undefined ? {} : { ath: Buffer.from(hash).toString('base64url') }
      const nonce = more.nonce === undefined ? {} : { nonce: more.nonce }
      return new SignJWT({ htm, htu, jti: crypto.randomUUID(), ...ath, ...nonce })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt()
        .sign(privateKey)
    },
  }
}
