// @vitest-environment node

import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createAuthFetch } from '../../src/fetch/auth-fetch.js'
import { createAuthorize } from '../../src/fetch/authorize.js'
import type { AuthFetchDeps } from '../../src/fetch/call.js'
import { findTarget, readTargets } from '../../src/fetch/targets.js'

// The truth is known from how a URL is made here, not from taking it apart: which host it has was decided
// before it was written, and where its path leads is found by walking its segments.

// `npm run fuzz` tries each property for longer than any other test takes.
vi.setConfig({ testTimeout: 30_000 + (fc.readConfigureGlobal().interruptAfterTimeLimit ?? 0) })

const segment = fc.constantFrom('v1', 'v10', 'V1', 'a', 'a.b', 'x;y', '%41', '~', 'ü')
const api = fc.record({ port: fc.constantFrom('', ':8443'), segments: fc.array(segment, { maxLength: 3 }) })

interface Host {
  readonly text: string
  readonly same: boolean
}

function hosts(port: string): fc.Arbitrary<Host> {
  const same =
    port === '' ? ['api.example.com', 'API.Example.COM:443', 'api.example.com:'] : [`Api.example.com${port}`]
  const other = [
    `api.example.com.${port}`,
    `api.example.com.evil.example${port}`,
    `xapi.example.com${port}`,
    `evil.example${port}`,
    'api.example.com:8444',
    port === '' ? 'api.example.com:8443' : 'api.example.com',
  ]
  return fc.oneof(
    fc.constantFrom(...same).map((text) => ({ text, same: true })),
    fc.constantFrom(...other).map((text) => ({ text, same: false })),
  )
}

const here = ['.', '%2e', '%2E']
const up = ['..', '.%2e', '%2E.', '%2e%2E']
const step = fc.oneof(
  { weight: 4, arbitrary: segment },
  { weight: 1, arbitrary: fc.constantFrom(...here, ...up, '', '...', '%252e', '%252f') },
)
const encodedSlash = fc.constantFrom('a%2fb', '%5C', '..%2F')

/**
 * What a path's segments come down to (RFC 3986, section 5.2.4); a dot segment at the end leaves an empty
 * one.
 */
function walk(segments: readonly string[]): readonly string[] {
  const way: string[] = []
  segments.forEach((name, index) => {
    const last = index === segments.length - 1
    if (up.includes(name)) way.pop()
    else if (!here.includes(name)) way.push(name)
    if (last && [...up, ...here].includes(name)) way.push('')
  })
  return way
}

function asSent(name: string): string {
  return name.replace('ü', '%C3%BC')
}

async function authorizationSent(
  listed: string,
  input: string | Request,
): Promise<{ url: string; header: string | null }> {
  let seen: Request | undefined
  const calls: AuthFetchDeps = {
    fetch: async (request) => {
      seen = request as Request
      return new Response()
    },
    find: (text) => findTarget(readTargets([listed], 'https://app.example/'), text),
    otherUrls: 'plain',
    token: async () => ({ value: 'token', scope: [], receivedAt: 0 }),
    person: () => undefined,
    stepUp: () => Promise.reject(new Error('nobody asked')),
    warn: () => {},
  }
  const call = createAuthFetch(calls, createAuthorize(calls))
  await call(input)
  return { url: seen?.url ?? '', header: seen?.headers.get('authorization') ?? null }
}

test('a token is attached if and only if origin and path fit, whatever the URL looks like', async () => {
  const way = fc.oneof(
    { weight: 9, arbitrary: fc.array(step, { maxLength: 6 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(step, { maxLength: 3 }), encodedSlash)
        .map(([steps, slash]) => [...steps, slash]),
    },
  )
  const call = api.chain(({ port, segments }) =>
    fc.record({
      port: fc.constant(port),
      segments: fc.constant(segments),
      scheme: fc.constantFrom('https://', 'HTTPS://', 'https:\\\\', 'https:/', 'http://'),
      host: hosts(port),
      // Often below the listed path, or the test would be about other paths only.
      path: fc.tuple(fc.boolean(), way).map(([below, steps]) => (below ? [...segments, ...steps] : steps)),
      slash: fc.constantFrom('/', '\\'),
      tail: fc.constantFrom('', '?u=https://api.example.com/v1', '#/v1', '?/../v1/%2f'),
      as: fc.constantFrom('text', 'request'),
    }),
  )
  await fc.assert(
    fc.asyncProperty(call, async ({ port, segments, scheme, host, path, slash, tail, as }) => {
      const listed = `https://api.example.com${port}/${segments.join('/')}`
      const url = `${scheme}${host.text}${slash}${path.join(slash)}${tail}`
      const { url: sent, header } = await authorizationSent(listed, as === 'text' ? url : new Request(url))

      const there = walk(path.length ? path : ['']).map(asSent)
      const below = segments.map(asSent).every((name, index) => there[index] === name)
      const ambiguous = path.some((name) => /%2f|%5c/i.test(name))
      const allowed = host.same && scheme !== 'http://' && below && !ambiguous
      expect(header, `${listed} for ${url}`).toBe(allowed ? 'Bearer token' : null)
      if (header) expect(sent.startsWith(new URL(listed).href.replace(/\/$/, ''))).toBe(true)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 1000 },
  )
})

test('no URL at all gets a token that is for another origin', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.webUrl(),
        fc.string().map((text) => `https://${text}`),
      ),
      async (url) => {
        if (!URL.canParse(url) || new URL(url).username || new URL(url).password) return
        const { url: sent, header } = await authorizationSent('https://api.example.com', url)
        expect(header === null).toBe(new URL(sent).origin !== 'https://api.example.com')
      },
    ),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 200 },
  )
})
