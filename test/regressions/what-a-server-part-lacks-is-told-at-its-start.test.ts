// @vitest-environment node

import { join } from 'node:path'
import { createLogger, createServer as createViteServer } from 'vite'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { AuditEvent } from '../../src/server/index.js'
import { createServer } from '../../src/server/index.js'
import { toNodeHandler } from '../../src/server/node.js'
import { settle, until } from '../../src/testing/index.js'
import { serverPart } from '../../src/vite/server-part.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { createPerson } from '../server/person.js'
import { acme, cookieKey, origin, secret, setup } from '../server/setup.js'

type Env = Readonly<Record<string, string | undefined>>

const missing = 'providers.acme.clientSecret: the environment has nothing there.'
const fromEnv = {
  clientSecret: (env: Env) => env.HALLPASS_TEST_SECRET,
}
const provider = { provider: acme, clientId: 'client-1', ...fromEnv }

afterEach(() => vi.restoreAllMocks())

describe('a client secret that is missing', () => {
  test.each(['', '  \n', undefined])('(%j) is told by check()', async (value) => {
    const server = createServer<Env>({
      origins: [origin],
      cookieKey,
      providers: { acme: provider },
      onAudit() {},
    })
    await expect(server.check({ HALLPASS_TEST_SECRET: value })).rejects.toMatchObject({
      code: 'configuration',
      details: { option: 'providers.acme.clientSecret' },
      message: expect.stringContaining(missing),
    })
    await expect(server.check({ HALLPASS_TEST_SECRET: secret })).resolves.toBeUndefined()
  })

  test('is told at the terminal when the Node handler is made, and not again with each request', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const server = createServer({ origins: [origin], cookieKey, providers: { acme: provider } })
    toNodeHandler(server)
    await until(() => printed.mock.calls.length > 0)
    const ada = createPerson(server)
    for (let times = 0; times < 3; times++) await ada.call('/oauth/acme/session')
    await ada.navigate('/oauth/acme/login')
    expect(printed.mock.calls).toEqual([[expect.stringContaining(missing)]])
  })

  test('is told at the terminal when Vite starts, and not again with each request', async () => {
    const errors: string[] = []
    const logger = createLogger('silent')
    logger.error = (text) => void errors.push(text)
    const vite = await createViteServer({
      root: join(import.meta.dirname, '../vite/app'),
      configFile: false,
      customLogger: logger,
      server: { middlewareMode: true, ws: false },
      plugins: [serverPart({ origins: [origin], providers: { acme: provider } })],
    })
    await until(() => errors.length > 0)
    expect(errors).toEqual([expect.stringContaining(missing)])
    await vite.close()
  })

  test('is told with all that is missing, each once', async () => {
    const audited: AuditEvent[] = []
    const server = createServer<Env>({
      origins: [origin],
      cookieKey: (env) => env.HALLPASS_TEST_KEY,
      providers: { acme: provider, other: { ...provider, clientId: (env) => env.HALLPASS_TEST_ID } },
      onAudit: (event) => void audited.push(event),
    })
    await expect(server.check({})).rejects.toMatchObject({ code: 'configuration' })
    const told = audited.map((event) => event.type === 'failed' && event.error.message)
    expect(told.join()).toContain(missing)
    expect(told.join()).toContain('providers.other.clientId:')
    expect(told.join()).toContain('cookieKey:')
  })
})

describe('in the page', () => {
  const lacking = { configured: { clientSecret: () => undefined } }

  test('it is a configuration error that says what to set, to somebody who is not signed in', async () => {
    const { browser, open } = createMediatedWorld('page', lacking)
    const session = await open(browser.openTab()).start()
    expect(session).toMatchObject({ status: 'signed-out', error: { code: 'configuration', recovery: 'fix' } })
    const message = session.status === 'signed-out' && session.error?.message
    expect(message).toContain(missing)
    expect(message).not.toContain('the session goes on')
  })

  test('and nobody is sent to sign in', async () => {
    const { browser, open } = createMediatedWorld('page', lacking)
    const tab = browser.openTab()
    await open(tab).start({ require: true })
    await settle()
    expect(tab.leftFor).toBeUndefined()
  })

  test('a secret that the provider refuses is one, too, and the session stays', async () => {
    const { clock, signIn, simulator, browser } = createMediatedWorld('page')
    const { client } = await signIn(browser.openTab())
    simulator.answer('/token', () => Response.json({ error: 'invalid_client' }, { status: 401 }))
    clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({
      code: 'configuration',
      details: { error: 'invalid_client' },
    })
    expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'configuration' } })
  })

  test.each(['session', 'token', 'logout'])(
    'the %s route answers 400, and names the option',
    async (route) => {
      const { newPerson } = setup(lacking)
      const answer = await newPerson().call(`/oauth/acme/${route}`)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toEqual({
        error: 'invalid_client',
        error_description: expect.stringContaining(missing),
      })
    },
  )
})
