// @vitest-environment node

import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { Hono } from 'hono'
import { createServer as createViteServer, type InlineConfig, preview } from 'vite'
import { afterEach, describe, expect, test } from 'vitest'
import { toNodeHandler } from '../../src/server/node.js'
import { serverPart } from '../../src/vite/server-part.js'
import { createPerson } from './person.js'
import { sendRaw } from './send-raw.js'
import { acme, cookieKey, secret, setup } from './setup.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const host = 'https://app.test'
const onNode = { origins: [host] }

async function listen(handle: RequestListener): Promise<number> {
  const server = createHttpServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return (server.address() as AddressInfo).port
}

/** Signs in and out through a real server, by whose answers alone everything is judged. */
async function liveThrough(
  send: (request: Request) => Promise<Response>,
  { simulator }: ReturnType<typeof setup>,
) {
  const ada = createPerson(send)
  const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
  expect(leaving.status).toBe(303)
  const back = await ada.navigate(simulator.authorize(leaving.headers.get('location') ?? '').href, {
    site: 'cross-site',
  })
  expect(new URL(back.headers.get('location') ?? '').pathname).toBe('/inbox')
  const { access_token: stale } = await (await ada.call('/oauth/acme/session')).json()
  const { access_token: next } = await (await ada.call('/oauth/acme/token', { stale_token: stale })).json()
  expect(next).toMatch(/^access-token-/)
  expect(next).not.toBe(stale)
  expect(
    (
      await ada.call(
        '/oauth/acme/token',
        { stale_token: stale },
        { headers: { origin: 'https://evil.test' } },
      )
    ).status,
  ).toBe(403)
  expect((await ada.call('/oauth/acme/token', `stale_token=${'x'.repeat(9000)}`)).status).toBe(413)
  expect((await ada.call('/oauth/acme/logout')).status).toBe(200)
  expect(ada.cookies.size).toBe(0)
  expect((await send(new Request(`${host}/elsewhere`))).status).toBe(404)
}

describe('the server part on', () => {
  test("Node's http server", async () => {
    const world = setup({ server: onNode })
    await liveThrough(sendRaw(await listen(toNodeHandler(world.server))), world)
  })

  test('Express, before a body parser', async () => {
    const world = setup({ server: onNode })
    const app = express()
    app.use(toNodeHandler(world.server))
    app.use(express.urlencoded())
    await liveThrough(sendRaw(await listen(app)), world)
  })

  test('Express, mounted below its path', async () => {
    const world = setup({ server: onNode })
    const app = express()
    app.use('/oauth', toNodeHandler(world.server))
    await liveThrough(sendRaw(await listen(app)), world)
  })

  test('Express, behind a body parser, says what is wrong', async () => {
    const world = setup({ server: onNode })
    const app = express()
    app.use(express.urlencoded())
    app.use(toNodeHandler(world.server))
    const told: unknown[] = []
    app.use(((error, _request, response, _next) => {
      told.push(error)
      response.status(500).end()
    }) satisfies express.ErrorRequestHandler)
    const ada = createPerson(sendRaw(await listen(app)))
    expect((await ada.call('/oauth/acme/token', { stale_token: 'x' })).status).toBe(500)
    expect(String(told[0])).toContain('mount the server part before body parsers')
  })

  test('Hono', async () => {
    const world = setup({ server: onNode })
    const app = new Hono()
    app.all('/oauth/*', async (c) => (await world.server(c.req.raw)) ?? c.notFound())
    await liveThrough(async (request) => app.fetch(request), world)
  })

  test('a request line that is no path of this server is not the server part’s', async () => {
    const world = setup({ server: onNode })
    const port = await listen(toNodeHandler(world.server))
    for (const target of ['http://evil.test/oauth/acme/login', '//evil.test/oauth/acme/login', '*']) {
      const socket = connect(port, '127.0.0.1')
      socket.end(`GET ${target} HTTP/1.1\r\nhost: app.test\r\nconnection: close\r\n\r\n`)
      let text = ''
      for await (const chunk of socket) text += chunk
      expect(text, target).toMatch(/^HTTP\/1.1 404/)
    }
  })
})

describe("Vite's plugin", () => {
  const options = (world: ReturnType<typeof setup>) => ({
    cookieKey,
    fetch: world.simulator.fetch,
    providers: {
      acme: {
        provider: acme,
        clientId: 'client-1',
        clientSecret: (env: Readonly<Record<string, string | undefined>>) => env.ACME_SECRET,
      },
    },
  })

  test.each(['vite', 'vite preview'])(
    'signs in in %s, with the origin of that server and the secret of its environment',
    async (command) => {
      const world = setup()
      process.env.ACME_SECRET = secret
      const config: InlineConfig = {
        root: join(import.meta.dirname, '../vite/app'),
        configFile: false,
        logLevel: 'silent',
        plugins: [serverPart(options(world))],
        server: { port: 0, host: '127.0.0.1', ws: false },
        preview: { port: 0, host: '127.0.0.1' },
      }
      const server =
        command === 'vite' ? await (await createViteServer(config)).listen() : await preview(config)
      closing.push(() => server.close())
      const address = server.httpServer?.address()
      const { port } = address as AddressInfo
      const origin = `http://127.0.0.1:${port}`
      const ada = createPerson(sendRaw(port), origin)
      const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
      const back = await ada.navigate(world.simulator.authorize(leaving.headers.get('location') ?? '').href, {
        site: 'cross-site',
      })
      expect(back.headers.get('location')).toBe(`${origin}/inbox`)
      expect(world.simulator.arrived[0]?.form.get('client_secret')).toBe(secret)
      expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
      delete process.env.ACME_SECRET
    },
  )

  test('tells a mistake in the options at the start', async () => {
    const starting = createViteServer({
      configFile: false,
      logLevel: 'silent',
      server: { middlewareMode: true, ws: false },
      plugins: [serverPart({ providers: { acme: { provider: acme, clientId: 'client-1' } } })],
    })
    await expect(starting).rejects.toThrow(
      'providers.acme.clientSecret: write where Acme’s secret is found'.replace('’', "'"),
    )
  })
})
