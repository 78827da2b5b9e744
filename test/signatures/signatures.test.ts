// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createKey, createSuite, type Suite, withBrokenSignature } from '../conformance/suite.js'

function keyRequests({ world }: Suite): number {
  return world.server.requests.filter((endpoint) => endpoint === 'jwks').length
}

test('without the option no keys are fetched', async () => {
  const suite = await createSuite()
  suite.misbehave.idToken = withBrokenSignature
  const { client } = await suite.signIn()
  expect(client.session.get().status).toBe('signed-in')
  expect(keyRequests(suite)).toBe(0)
})

test('a broken signature is an id-token-rejected that names the signature', async () => {
  const suite = await createSuite()
  suite.misbehave.idToken = withBrokenSignature
  const { client } = await suite.signIn({ signatures: verifySignatures() })
  expect(client.session.get()).toMatchObject({
    error: { code: 'id-token-rejected', details: { claim: 'signature' } },
  })
})

test('an algorithm that is not in the list is refused, and one that is, is not', async () => {
  const suite = await createSuite()
  const { client } = await suite.signIn({ signatures: verifySignatures({ algorithms: ['ES256'] }) })
  expect(client.session.get()).toMatchObject({
    error: { code: 'id-token-rejected', details: { claim: 'alg' } },
  })
  const { client: other } = await suite.signIn({ signatures: verifySignatures({ algorithms: ['RS256'] }) })
  expect(other.session.get().status).toBe('signed-in')
})

test('keys that cannot be had fail the login, before its code is sent', async () => {
  const suite = await createSuite()
  suite.world.server.intercept = async (endpoint, proceed) =>
    endpoint === 'jwks' ? new Response('', { status: 503 }) : proceed()
  const { client } = await suite.signIn({ signatures: verifySignatures() })
  expect(client.session.get()).toMatchObject({ error: { code: 'server-unavailable' } })
  expect(suite.world.server.requests).not.toContain('token')
})

test('keys that cannot be had at a renewal use up no refresh token, and the session goes on', async () => {
  const suite = await createSuite()
  const { client } = await suite.signIn({ signatures: verifySignatures() })
  const { intercept } = suite.world.server
  suite.world.server.intercept = async (endpoint, proceed, request) =>
    endpoint === 'jwks'
      ? Promise.reject(new TypeError('offline'))
      : (intercept?.(endpoint, proceed, request) ?? proceed())
  suite.world.clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'network' })
  expect(suite.world.server.requests.filter((endpoint) => endpoint === 'token')).toHaveLength(1)
  expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'network' } })
})

test('the ID Token of a renewal is verified, and a broken signature ends the session', async () => {
  const suite = await createSuite()
  const { client } = await suite.signIn({ signatures: verifySignatures() })
  suite.misbehave.idToken = withBrokenSignature
  suite.world.clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    error: { code: 'id-token-rejected', details: { claim: 'signature' } },
  })
})

test('metadata without a jwks_uri is a configuration error', async () => {
  const suite = await createSuite()
  delete suite.world.server.metadata.jwks_uri
  const { client } = await suite.signIn({ signatures: verifySignatures() })
  expect(client.session.get()).toMatchObject({
    error: { code: 'configuration', details: { option: 'signatures' } },
  })
})

describe('keys', () => {
  test('are fetched again after five minutes, and not before', async () => {
    const suite = await createSuite()
    const signatures = verifySignatures()
    await suite.signIn({ signatures })
    suite.world.clock.advance(299_000)
    await suite.signIn({ signatures })
    expect(keyRequests(suite)).toBe(1)
    suite.world.clock.advance(1000)
    await suite.signIn({ signatures })
    expect(keyRequests(suite)).toBe(2)
  })

  test('that are not known cause one request a minute at most, whoever makes them up', async () => {
    const suite = await createSuite()
    const signatures = verifySignatures()
    suite.misbehave.header = ({ alg }) => ({ alg, kid: `made up ${Math.random()}` })
    for (let logins = 0; logins < 10; logins++) await suite.signIn({ signatures })
    expect(keyRequests(suite)).toBe(2)
    suite.world.clock.advance(60_000)
    for (let logins = 0; logins < 10; logins++) await suite.signIn({ signatures })
    expect(keyRequests(suite)).toBe(3)
  })

  test('in the header of a token are not fetched and not believed', async () => {
    const suite = await createSuite()
    const theirs = await createKey('theirs')
    const [mine] = suite.keys
    suite.misbehave.header = ({ alg }) => ({
      alg,
      kid: 'theirs',
      jwk: theirs.jwk,
      jku: 'https://evil.example/keys',
      x5u: 'https://evil.example/certificate',
    })
    suite.keys = [theirs]
    const { server } = suite.world
    const { intercept } = server
    const asked: string[] = []
    server.intercept = async (endpoint, proceed, request) => {
      asked.push(request.url)
      if (endpoint === 'jwks') return Response.json({ keys: [mine?.jwk] })
      return intercept?.(endpoint, proceed, request) ?? proceed()
    }
    const { client } = await suite.signIn({ signatures: verifySignatures() })
    expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
    expect(asked.join()).not.toContain('evil.example')
  })

  test('for encryption, of another kind or with a private half do no harm among ten thousand', async () => {
    const suite = await createSuite()
    const [one] = suite.keys
    const noise = Array.from({ length: 3000 }, (_, index) => ({ kty: 'XX', kid: `noise ${index}` }))
    const leaked = { ...one?.jwk, d: 'AQAB' }
    const { intercept } = suite.world.server
    suite.world.server.intercept = async (endpoint, proceed, request) =>
      endpoint === 'jwks'
        ? Response.json({ keys: [...noise, { ...one?.jwk, use: 'enc' }, leaked] })
        : (intercept?.(endpoint, proceed, request) ?? proceed())
    const { client } = await suite.signIn({ signatures: verifySignatures() })
    expect(client.session.get().status).toBe('signed-in')
  })

  test.each([{}, { keys: 'none' }, { keys: [1] }])('that are none (%j) fail the login', async (body) => {
    const suite = await createSuite()
    suite.world.server.intercept = async (endpoint, proceed) =>
      endpoint === 'jwks' ? Response.json(body) : proceed()
    const { client } = await suite.signIn({ signatures: verifySignatures() })
    expect(client.session.get()).toMatchObject({ error: { code: 'invalid-response' } })
    expect(suite.world.server.requests).not.toContain('token')
  })

  test('behind a redirect are not followed', async () => {
    const suite = await createSuite()
    suite.world.server.intercept = async (endpoint, proceed) =>
      endpoint === 'jwks' ? Response.redirect('https://evil.example/keys') : proceed()
    const { client } = await suite.signIn({ signatures: verifySignatures() })
    expect(client.session.get()).toMatchObject({
      error: { code: 'invalid-response', details: { problem: 'redirect' } },
    })
  })
})
