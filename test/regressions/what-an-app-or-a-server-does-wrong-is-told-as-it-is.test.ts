// @vitest-environment node
import { expect, onTestFinished, test } from 'vitest'
import { request } from '../../src/protocol/request.js'
import { createWorld, until } from '../../src/testing/index.js'

test.each<[string, () => Promise<never>]>([
  [
    'throws',
    () => {
      throw new Error('of the schema')
    },
  ],
  ['rejects', () => Promise.reject(new Error('of the schema'))],
])('a schema that %s refuses the user', async (_, validate) => {
  const { browser, client, server } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  const here = client(back, { user: { '~standard': { version: 1, vendor: 'test', validate } } })
  expect(await here.start()).toMatchObject({ status: 'signed-out', error: { code: 'user-rejected' } })
})

test.each(['RS256', {}])('algorithms that are no list (%j) are as good as none', async (supported) => {
  const { browser, client, server } = createWorld()
  server.metadata = { ...server.metadata, id_token_signing_alg_values_supported: supported }
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  expect(await until(() => tab.leftFor)).toContain('/authorize')
})

test.each([204, 205])('%d is an answer', async (status) => {
  const { browser } = createWorld()
  const { clock } = browser.openTab().effects
  const network = { clock, timeoutMs: 1000, fetch: async () => new Response(null, { status }) }
  expect((await request(network, 'revocation endpoint', 'https://login.example/revoke')).ok).toBe(true)
})

test('a router that throws is reported to the page, and the login is done', async () => {
  const { browser, client, server } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  const errors: unknown[] = []
  const report = (error: unknown): void => void errors.push(error)
  process.on('uncaughtException', report)
  onTestFinished(() => void process.off('uncaughtException', report))
  const here = client(back, {
    onReturn: () => {
      throw new Error('of the router')
    },
  })
  await here.start()
  expect(here.events.map(({ type }) => type)).toEqual(['tokens-arrived'])
  await until(() => errors.length === 1)
})
