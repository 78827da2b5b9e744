// @vitest-environment node

import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '../../src/index.js'
import { isPublicName } from '../../src/protocol/public-name.js'
import {
  type BlueskyAccount,
  bluesky,
  findBlueskyAccount,
  mastodon,
  mastodonProvider,
  registerAtMastodon,
} from '../../src/providers/index.js'
import { createWorld, until } from '../../src/testing/index.js'

const page = 'https://app.example'
const did = 'did:plc:abcdefghijklmnopqrstuvwx'

function open(url: string): void {
  vi.stubGlobal('location', new URL(url))
}

afterEach(() => void vi.unstubAllGlobals())

interface Asked {
  readonly url: string
  readonly init: RequestInit | undefined
}

/** A network in which these addresses answer, and what it was asked. */
function network(answers: Readonly<Record<string, unknown>>): { fetch: typeof fetch; asked: Asked[] } {
  const asked: Asked[] = []
  return {
    asked,
    async fetch(input, init) {
      asked.push({ url: String(input), init })
      const answer = answers[String(input)]
      if (answer instanceof Response) return answer
      return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer)
    },
  }
}

function documentWith(serviceEndpoint: unknown, id = did): object {
  return { id, service: [{ id: '#atproto_pds', serviceEndpoint }] }
}

/** None of them may be asked by a page that is not in development. */
const refused = [
  ['the origin of the page', page],
  ['a path', 'https://pds.example/delete'],
  ['a query', 'https://pds.example/?a=1'],
  ['an empty query', 'https://pds.example/?'],
  ['a fragment', 'https://pds.example/#a'],
  ['a name and a password', 'https://me:secret@pds.example'],
  ['http', 'http://pds.example'],
  ['another scheme', 'javascript:alert(1)'],
  ['this machine by name', 'https://localhost'],
  ['this machine by a name below', 'https://a.localhost'],
  ['this machine by number', 'https://127.0.0.1'],
  ['this machine by a short number', 'https://127.1'],
  ['this machine by one number', 'https://2130706433'],
  ['this machine by a hexadecimal number', 'https://0x7f.0.0.1'],
  ['this machine in IPv6', 'https://[::1]'],
  ['this machine over http', 'http://localhost:8080'],
  ['an IPv4 address in IPv6', 'https://[::ffff:10.0.0.1]'],
  ['a private network', 'https://10.0.0.1'],
  ['another private network', 'https://172.16.0.1'],
  ['a home network', 'https://192.168.1.1'],
  ['a link-local address', 'https://169.254.169.254'],
  ['a link-local address in IPv6', 'https://[fe80::1]'],
  ['a unique local address in IPv6', 'https://[fd00::1]'],
  ['a name without a dot', 'https://router'],
  ['a name with a dot at its end', 'https://router.'],
  ['a name with a dot at its end, and one before', 'https://printer.local.'],
  ['a name of mDNS', 'https://printer.local'],
  ['a name of an internal network', 'https://vault.internal'],
  ['a name of a home network', 'https://nas.home.arpa'],
  ['nothing', undefined],
  ['a number', 7],
] as const

describe('of an account of the AT Protocol', () => {
  test.each(refused)('a server with %s is not asked', async (_, serviceEndpoint) => {
    open(`${page}/login`)
    const { fetch, asked } = network({ [`https://plc.directory/${did}`]: documentWith(serviceEndpoint) })
    await expect(findBlueskyAccount(did, fetch)).rejects.toMatchObject({ code: 'login-refused' })
    expect(asked.map(({ url }) => url)).toEqual([`https://plc.directory/${did}`])
  })

  test.each(refused)('an authorization server with %s is not taken', async (_, server) => {
    open(`${page}/login`)
    const { fetch } = network({
      [`https://plc.directory/${did}`]: documentWith('https://pds.example'),
      'https://pds.example/.well-known/oauth-protected-resource': { authorization_servers: [server] },
    })
    await expect(findBlueskyAccount(did, fetch)).rejects.toMatchObject({ code: 'login-refused' })
  })

  test.each([
    'app.example',
    'localhost',
    'router',
    '127.0.0.1',
    '10.0.0.1',
    'printer.local',
    'a.b.',
    '..',
    '-',
  ])('did:web:%s is not asked for its document', async (host) => {
    open(`${page}/login`)
    const { fetch, asked } = network({})
    await expect(findBlueskyAccount(`did:web:${host}`, fetch)).rejects.toMatchObject({
      code: 'login-refused',
    })
    expect(asked).toEqual([])
  })

  test('everything is asked without cookies, through no redirect, and within a time', async () => {
    open(`${page}/login`)
    const { fetch, asked } = network({
      'https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=ada.example': { did },
      [`https://plc.directory/${did}`]: documentWith('https://pds.example'),
      'https://pds.example/.well-known/oauth-protected-resource': {
        authorization_servers: ['https://as.example'],
      },
    })
    expect(await findBlueskyAccount('ada.example', fetch)).toEqual({
      did,
      pds: 'https://pds.example',
      issuer: 'https://as.example',
    })
    expect(asked.length).toBe(3)
    for (const { init } of asked) {
      expect(init).toMatchObject({ credentials: 'omit', redirect: 'error', signal: expect.any(AbortSignal) })
    }
  })

  test('an answer that went through a redirect all the same is none', async () => {
    const answer = Object.defineProperty(Response.json(documentWith('https://pds.example')), 'redirected', {
      value: true,
    })
    const { fetch } = network({ [`https://plc.directory/${did}`]: answer })
    await expect(findBlueskyAccount(did, fetch)).rejects.toMatchObject({ code: 'login-refused' })
  })

  test('an answer without end is not read to its end', async () => {
    let read = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 1 << 16
        controller.enqueue(new Uint8Array(1 << 16).fill(32))
      },
    })
    const { fetch } = network({ [`https://plc.directory/${did}`]: new Response(endless) })
    await expect(findBlueskyAccount(did, fetch)).rejects.toMatchObject({ code: 'login-refused' })
    expect(read).toBeLessThan(2 << 20)
  })

  test('an answer that does not come is waited for ten seconds, whatever heeds the signal', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const controller = new AbortController()
      queueMicrotask(() => controller.abort())
      return controller.signal
    })
    const never: typeof fetch = () => new Promise(() => {})
    timeout.mockImplementation(() => {
      const controller = new AbortController()
      queueMicrotask(() => controller.abort())
      return controller.signal
    })
    await expect(findBlueskyAccount(did, never)).rejects.toMatchObject({ code: 'network', recovery: 'retry' })
    expect(timeout).toHaveBeenCalledWith(10_000)
    timeout.mockRestore()
  })

  test.each(refused.slice(0, -2))('a client for an account at %s is refused', (_, address) => {
    open(`${page}/login`)
    const good: BlueskyAccount = { did, pds: 'https://pds.example', issuer: 'https://as.example' }
    const options = { clientId: `${page}/client.json`, dpop: {} }
    for (const name of ['pds', 'issuer']) {
      expect(() => bluesky({ ...options, account: { ...good, [name]: address } })).toThrow(
        `account: its ${name} `,
      )
    }
  })

  test.each([
    ['authorization_endpoint', `${page}/delete`],
    ['token_endpoint', `${page}/api/delete?all`],
    ['token_endpoint', 'https://192.168.1.1/reboot'],
    ['pushed_authorization_request_endpoint', 'https://localhost/par'],
    ['revocation_endpoint', 'https://router/'],
  ])('metadata with a %s at %s is refused, and nothing is sent there', async (name, url) => {
    open(`${page}/login`)
    const world = createWorld()
    const { issuer } = world.server.metadata
    const account = { did, pds: 'https://pds.example', issuer: String(issuer) }
    const { dpop: _, user: __, ...preset } = bluesky({ account, clientId: `${page}/client.json`, dpop: {} })
    world.server.metadata = { ...world.server.metadata, [name]: url }
    const login = world.client(world.browser.openTab(), preset).login()
    await expect(login).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(name),
    })
    expect(world.server.requests.filter((request) => !request.startsWith('.well-known/'))).toEqual([])
  })

  test('metadata at a public host is taken', async () => {
    open(`${page}/login`)
    const world = createWorld()
    const account = { did, pds: 'https://pds.example', issuer: String(world.server.metadata.issuer) }
    const { dpop: _, user: __, ...preset } = bluesky({ account, clientId: `${page}/client.json`, dpop: {} })
    const tab = world.browser.openTab()
    const login = world.client(tab, preset).login()
    expect(await Promise.race([login, until(() => tab.leftFor)])).toContain(
      'https://login.example/authorize?',
    )
  })
})

describe('of Mastodon', () => {
  const app = { appName: 'Demo', redirectUri: `${page}/` }
  const registration = {
    clientId: 'c',
    clientSecret: 's',
    scopes: ['read:accounts'],
    redirectUri: `${page}/`,
  }
  const instances = refused.slice(0, -2) as readonly (readonly [string, string])[]

  test.each(instances)(
    'an instance with %s is not asked, and no client is made for it',
    async (_, instance) => {
      open(`${page}/login`)
      const { fetch, asked } = network({})
      await expect(registerAtMastodon({ ...app, instance, fetch })).rejects.toMatchObject({
        code: 'configuration',
      })
      expect(asked).toEqual([])
      expect(() => mastodonProvider({ instance })).toThrow('instance: ')
      expect(() => mastodon({ registration: { ...registration, instance } })).toThrow('instance: ')
    },
  )

  test('an instance is asked without cookies, through no redirect, and within a time', async () => {
    open(`${page}/login`)
    const { fetch, asked } = network({
      'https://social.example/api/v1/apps': { client_id: 'c', client_secret: 's' },
    })
    const made = await registerAtMastodon({ ...app, instance: 'Social.Example', fetch })
    expect(made).toMatchObject({ instance: 'https://social.example', clientId: 'c' })
    const [request] = asked
    expect(request?.init).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      redirect: 'error',
      signal: expect.any(AbortSignal),
    })
    createClient(mastodon({ registration: made })).close()
  })
})

describe('in development, that is on a page on a loopback host', () => {
  test.each([
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'https://192.168.1.1',
    'https://social.example',
  ])('%s may be asked', (instance) => {
    open('http://127.0.0.1:5173/')
    expect(mastodonProvider({ instance }).issuer).toBe(`${instance}/`)
  })

  test.each(['http://127.0.0.1:5173', 'http://192.168.1.1', 'http://social.example'])(
    '%s may not',
    (instance) => {
      open('http://127.0.0.1:5173/')
      expect(() => mastodonProvider({ instance })).toThrow('instance: ')
    },
  )
})

test('on a server, where there is no page, only public hosts may be asked', () => {
  vi.stubGlobal('location', undefined)
  expect(mastodonProvider({ instance: 'social.example' }).issuer).toBe('https://social.example/')
  expect(() => mastodonProvider({ instance: 'http://localhost:4000' })).toThrow('instance: ')
})

test.each([
  'bsky.social',
  'xn--bcher-kva.example',
  'a_b.example.com',
  'social.xn--p1ai',
  'mastodon.local.example',
])('%s is a public name', (name) => expect(isPublicName(name)).toBe(true))
