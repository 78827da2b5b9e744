// @vitest-environment node

import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPerson } from './person.js'
import { createSimulator } from './provider-simulator.js'
import { sendRaw } from './send-raw.js'
import { acme, cookieKey, secret } from './setup.js'

const simulator = createSimulator({
  issuer: acme.issuer,
  expiresIn: 3600,
  rotate: true,
  person: { sub: 'ada', name: 'Ada Lovelace' },
  now: () => Date.now(),
})
let workers: Miniflare

beforeAll(async () => {
  workers = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundled() }],
    compatibilityDate: '2024-09-01',
    bindings: { ACME_SECRET: secret, COOKIE_KEY: cookieKey },
    // All of its network is the provider.
    outboundService: async (request) => {
      const answer = await simulator.fetch(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        ...(request.method === 'POST' && { body: await request.text() }),
      })
      return answer as never
    },
  })
  await workers.ready
})
afterAll(() => workers.dispose())

async function bundled(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'worker/worker.ts'), formats: ['es'], fileName: 'worker' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const [
    {
      output: [chunk],
    },
  ] = output as unknown as [{ output: [{ code: string }] }]
  return chunk.code
}

test('signs in, renews and signs out in workerd, with its secrets from bindings', async () => {
  const ada = createPerson(sendRaw(Number((await workers.ready).port)))
  const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
  const back = await ada.navigate(simulator.authorize(leaving.headers.get('location') ?? '').href, {
    site: 'cross-site',
  })
  expect(back.headers.get('location')).toBe('https://app.test/inbox')
  expect(simulator.arrived[0]?.form.get('client_secret')).toBe(secret)
  const { access_token: stale } = await (await ada.call('/oauth/acme/session')).json()
  const { access_token: next } = await (await ada.call('/oauth/acme/token', { stale_token: stale })).json()
  expect(next).toMatch(/^access-token-/)
  expect(next).not.toBe(stale)
  const parallel = await Promise.all(
    [1, 2, 3].map(() => ada.call('/oauth/acme/token', { stale_token: next })),
  )
  expect(parallel.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(simulator.refreshTokens.size).toBe(1)
  await ada.call('/oauth/acme/logout')
  expect(simulator.refreshTokens.size).toBe(0)
  expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
})
