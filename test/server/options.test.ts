// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createServer, type ServerOptions, type ServerProvider } from '../../src/server/index.js'
import { acme, cookieKey, origin, secret } from './setup.js'

const provider: ServerProvider = { provider: acme, clientId: 'client-1', clientSecret: secret }
const options: ServerOptions = { origins: [origin], cookieKey, providers: { acme: provider } }

describe('a server part refuses to start', () => {
  const wrong: [string, object, string][] = [
    ['without origins', { origins: [] }, "origins: list the origins of the app's pages"],
    ['with a wildcard', { origins: ['https://*.app.test'] }, 'is no origin'],
    ['with a star', { origins: ['*'] }, 'is no origin'],
    ['with null', { origins: ['null'] }, 'is no origin'],
    ['with a slash', { origins: [`${origin}/`] }, 'without a path, a slash at the end'],
    ['with a path', { origins: [`${origin}/app`] }, 'is no origin'],
    ['with http beyond this machine', { origins: ['http://app.test'] }, 'is no origin'],
    ['with a serverOrigin that is none', { serverOrigin: 'app.test' }, 'serverOrigin:'],
    ['without a key', { cookieKey: undefined }, 'openssl rand -base64 32'],
    ['with a short key', { cookieKey: 'secret' }, 'openssl rand -base64 32'],
    ['with a key of one letter', { cookieKey: 'a'.repeat(64) }, 'openssl rand -base64 32'],
    ['with a short old key', { cookieKey: [cookieKey, 'old'] }, 'openssl rand -base64 32'],
    ['without providers', { providers: {} }, 'providers: name at least one'],
    ['with a strange path', { basePath: 'oauth' }, 'basePath: write an absolute path'],
    ['with a path above', { basePath: '/a/..' }, 'basePath:'],
    ['with an option that is none', { orgins: [] }, 'orgins: there is no such option; there are origins'],
    ['with a lifetime that is none', { sessionSeconds: 0 }, 'sessionSeconds:'],
    ['with an end that is none', { maxSessionSeconds: Number.NaN }, 'maxSessionSeconds:'],
    ['with a patience that is none', { timeoutMs: Number.NaN }, 'timeoutMs:'],
  ]
  test.each(wrong)('%s, and says what to write', (_what, change, message) => {
    expect(() => createServer({ ...options, ...change } as ServerOptions)).toThrow(message)
  })

  const wrongProvider: [string, object, string][] = [
    ['without a secret', { clientSecret: undefined }, '(env) => env.ACME_CLIENT_SECRET'],
    ['without a client id', { clientId: '' }, 'providers.acme.clientId'],
    ['without a description', { provider: undefined }, "take one from 'hallpass/providers'"],
    ['with a mode that is none', { mode: 'bff' }, "write 'mediated', 'proxy' or 'exchange'"],
    ['with an option that is none', { secret: 'x' }, 'providers.acme.secret: there is no such option'],
    ['as a proxy for nothing', { mode: 'proxy' }, "['https://api.github.com']"],
    ['with APIs and no proxy', { apis: ['https://acme.test'] }, "mode: 'proxy'"],
    ['as a proxy for everything', { mode: 'proxy', apis: ['https://*.acme.test'] }, 'is no https: URL'],
    ['as a proxy for http', { mode: 'proxy', apis: ['http://acme.test'] }, 'is no https: URL'],
    [
      'as a proxy with a strange method',
      { mode: 'proxy', apis: [{ url: 'https://acme.test', methods: ['CONNECT'] }] },
      "'CONNECT' is not",
    ],
    [
      'as a proxy that passes cookies on',
      { mode: 'proxy', apis: [{ url: 'https://acme.test', requestHeaders: ['Cookie'] }] },
      "the header 'Cookie' is not to be set",
    ],
    [
      'as a proxy with another token',
      { mode: 'proxy', apis: [{ url: 'https://acme.test', headers: { authorization: 'x' } }] },
      "the header 'authorization'",
    ],
    ['to exchange without redirect URIs', { mode: 'exchange' }, "list the page's redirect URIs"],
    [
      'to exchange for another origin',
      { mode: 'exchange', redirectUris: ['https://evil.test/'] },
      "no URL at one of 'origins'",
    ],
    [
      'to exchange without PKCE',
      { mode: 'exchange', redirectUris: [`${origin}/`], provider: { ...acme, pkce: 'none' } },
      "use mode: 'mediated'",
    ],
    [
      'to exchange what comes by POST',
      { mode: 'exchange', redirectUris: [`${origin}/`], provider: { ...acme, responseMode: 'form_post' } },
      "use mode: 'mediated'",
    ],
    ['with redirect URIs of a page', { redirectUris: [`${origin}/`] }, "mode: 'exchange'"],
    ['with refresh tokens in a page', { refreshTokensInPage: false }, "mode: 'exchange'"],
    [
      'with a parameter of the protocol',
      { params: { redirect_uri: 'x' } },
      "redirect_uri is the library's to set",
    ],
    [
      'with a page that sets the protocol',
      { pageParams: ['client_id'] },
      "client_id is the library's to set",
    ],
    [
      'with a key of Apple for somebody else',
      { clientSecret: { teamId: 'x', keyId: 'y', privateKey: 'z' } },
      'has a plain secret',
    ],
    [
      'with a plain secret for Apple',
      { provider: { ...acme, tokenAuth: 'apple-jwt' } },
      '{ teamId, keyId, privateKey',
    ],
  ]
  test.each(wrongProvider)('%s, and says what to write', (_what, change, message) => {
    const providers = { acme: { ...provider, ...change } }
    expect(() => createServer({ ...options, providers } as ServerOptions)).toThrow(message)
  })

  test.each(['api', '__proto__', 'constructor!', 'Acme', 'a/b', ''])(
    'with a provider that is called %j',
    (name) => {
      const providers = Object.fromEntries([[name, provider]])
      expect(() => createServer({ ...options, providers })).toThrow("a provider's name stands in URLs")
    },
  )

  test('and with a key of the environment that is no good, at the first request', async () => {
    const audited: unknown[] = []
    const server = createServer({
      ...options,
      cookieKey: () => 'short',
      onAudit: (event) => audited.push(event),
    })
    const answer = await server(new Request(`${origin}/oauth/acme/login`))
    expect(answer?.status).toBe(500)
    expect(await answer?.text()).not.toContain('short')
    expect(JSON.stringify(audited)).toContain('openssl rand -base64 32')
  })
})

test('nothing is kept of it, so an exchange needs no key', () => {
  const providers = { acme: { ...provider, mode: 'exchange' as const, redirectUris: [`${origin}/`] } }
  expect(() => createServer({ origins: [origin], providers })).not.toThrow()
})
