import { expect, test } from 'vitest'
import { type ClientOptions, createClient, isAuthError } from '../../src/index.js'

const good: ClientOptions = { issuer: 'https://login.example', clientId: 'app' }

test.each<[string, object, RegExp]>([
  [
    'an unknown name',
    { ...good, audience: 'x' },
    /audience: there is no such option; there are issuer, clientId/,
  ],
  ['a secret', { ...good, clientSecret: 'x' }, /clientSecret: a page can keep no secret/],
  ['no issuer', { clientId: 'app' }, /issuer: write an absolute https: URL/],
  ['an issuer that is no URL', { ...good, issuer: 'login.example' }, /issuer: write/],
  ['an http: issuer', { ...good, issuer: 'http://login.example' }, /issuer: write.*https:/],
  ['an issuer with a query', { ...good, issuer: 'https://login.example/?tenant=1' }, /issuer: write/],
  ['an issuer with a name in it', { ...good, issuer: 'https://me@login.example' }, /issuer: write/],
  ['no client id', { issuer: 'https://login.example' }, /clientId: write the id/],
  ['an empty client id', { ...good, clientId: '' }, /clientId: write the id/],
  ['a relative redirect URI', { ...good, redirectUri: '/callback' }, /redirectUri: write an absolute/],
  ['an http: redirect URI', { ...good, redirectUri: 'http://app.example/' }, /redirectUri: write/],
  [
    'a redirect URI with a fragment',
    { ...good, redirectUri: 'https://app.example/#x' },
    /redirectUri: write/,
  ],
  ['another memory', { ...good, remember: 'forever' }, /remember: write 'page', 'tab' or 'browser'/],
  ['a wildcard API', { ...good, apis: ['https://*.example.com'] }, /apis:.*wildcard/],
  ['an http: API', { ...good, apis: ['http://api.example.com'] }, /apis:/],
  [
    'a parameter of the protocol',
    { ...good, params: { state: 'x' } },
    /params: state is the library's to set/,
  ],
  [
    'a code challenge',
    { ...good, params: { code_challenge_method: 'plain' } },
    /params: code_challenge_method/,
  ],
])('%s is refused, with what to write instead', (_, options, message) => {
  let error: unknown
  try {
    createClient(options as ClientOptions)
  } catch (thrown) {
    error = thrown
  }
  expect(isAuthError(error, 'configuration') && error.recovery).toBe('fix')
  expect((error as Error).message).toMatch(message)
})

test.each([
  'http://localhost:5173/oidc',
  'http://127.0.0.1:9000',
  'http://[::1]:9000',
  'http://idp.localhost',
  'https://login.example/tenant/',
])('%s is a good issuer', (issuer) => {
  expect(() => createClient({ ...good, issuer })).not.toThrow()
})
