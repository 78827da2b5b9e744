// @vitest-environment node
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWTPayload,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerMe } from '../../demo/api/me.js'

const issuer = 'https://login.example'
const audience = 'https://app.example/api'
const { privateKey, publicKey } = await generateKeyPair('ES256')
const ownKeys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] })
const good: JWTPayload = {
  iss: issuer,
  aud: audience,
  sub: 'ada',
  client_id: 'spa',
  jti: '1',
  scope: 'openid read:me',
}
const { sub: _, ...nobody } = good

let keys: JWTVerifyGetKey = ownKeys
const server = createServer((request, response) => {
  answerMe(request, response, { issuer, audience, scope: 'read:me', keys }).catch(() =>
    response.writeHead(500).end(),
  )
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise((resolve) => server.close(resolve)))

async function ask(authorization?: string, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const headers = authorization === undefined ? {} : { authorization }
  const response = await fetch(`http://127.0.0.1:${port}/`, { method, headers })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    text: await response.text(),
  }
}

interface Signing {
  readonly key?: CryptoKey | Uint8Array
  readonly alg?: string
  readonly typ?: string
  readonly expires?: string
}

function sign(
  claims: JWTPayload = good,
  { key = privateKey, alg = 'ES256', typ = 'at+jwt', expires = '30s' }: Signing = {},
) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg, typ })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key)
}

test('GET /api/me tells a good token what it says', async () => {
  const { status, text } = await ask(`Bearer ${await sign()}`)
  expect(status).toBe(200)
  expect(JSON.parse(text)).toMatchObject({ sub: 'ada', scope: 'openid read:me' })
})

test('a request without a token is asked for one, with no error named (RFC 6750, section 3.1)', async () => {
  for (const authorization of [undefined, 'Basic abc', 'Bearer', 'DPoP a.b.c']) {
    expect(await ask(authorization)).toMatchObject({ status: 401, challenge: 'Bearer realm="demo"' })
  }
})

describe('an access token is refused', () => {
  const stranger = generateKeyPair('ES256')
  const tokens: Record<string, () => Promise<string>> = {
    'that is no JWT': async () => 'opaque',
    'of another issuer': () => sign({ ...good, iss: 'https://evil.example' }),
    'for another API': () => sign({ ...good, aud: 'https://other.example' }),
    'that is an ID Token': () => sign(good, { typ: 'JWT' }),
    'without a subject': () => sign(nobody),
    'signed by somebody else': async () => sign(good, { key: (await stranger).privateKey }),
    'signed with a guessable secret': () =>
      sign(good, { alg: 'HS256', key: new TextEncoder().encode('x'.repeat(32)) }),
    'bound to a key, but sent as a bearer token': () => sign({ ...good, cnf: { jkt: 'x' } }),
    'that is not signed': async () => {
      const [, payload] = (await sign()).split('.')
      return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`
    },
  }
  for (const [what, make] of Object.entries(tokens)) {
    test(what, async () => {
      const { status, challenge, text } = await ask(`Bearer ${await make()}`)
      expect(status).toBe(401)
      expect(challenge).toContain('error="invalid_token"')
      expect(text).toBe('')
    })
  }

  test('that has expired, and says so', async () => {
    const { status, challenge } = await ask(`Bearer ${await sign(good, { expires: '1s ago' })}`)
    expect(status).toBe(401)
    expect(challenge).toBe(
      'Bearer realm="demo", error="invalid_token", error_description="the token has expired"',
    )
  })

  test('that lacks the scope, with 403 and the scope that is missing', async () => {
    for (const scope of ['openid', 'read:mex', '', undefined]) {
      const { status, challenge } = await ask(`Bearer ${await sign({ ...good, scope })}`)
      expect(status).toBe(403)
      expect(challenge).toBe('Bearer realm="demo", error="insufficient_scope", scope="read:me"')
    }
  })
})

test('keys that cannot be fetched are no reason to call a token invalid', async () => {
  keys = () => Promise.reject(new TypeError('fetch failed'))
  expect((await ask(`Bearer ${await sign()}`)).status).toBe(500)
  keys = ownKeys
})

test('only GET is answered', async () => {
  expect((await ask(`Bearer ${await sign()}`, 'POST')).status).toBe(405)
})
