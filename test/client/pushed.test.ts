// @vitest-environment node

import { expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import { createWorld, until, type World } from '../../src/testing/index.js'
import { bindTokens } from '../dpop/bound-server.js'

interface Pushed {
  readonly forms: URLSearchParams[]
  answer: () => Response
}

/** A server that takes authorization requests at `/par`, and tells what it got. */
function takePushed(world: World): Pushed {
  const { server } = world
  let count = 0
  const pushed: Pushed = {
    forms: [],
    answer: () => Response.json({ request_uri: `urn:request:${++count}`, expires_in: 60 }, { status: 201 }),
  }
  server.metadata.pushed_authorization_request_endpoint = `${server.metadata.issuer}/par`
  const { intercept } = server
  server.intercept = async (endpoint, proceed, request) => {
    if (endpoint !== 'par') return intercept ? intercept(endpoint, proceed, request) : proceed()
    pushed.forms.push(new URLSearchParams(await request.clone().text()))
    if (intercept) await intercept(endpoint, proceed, request)
    return pushed.answer()
  }
  const { authorize } = server
  server.authorize = (request) => {
    const form = pushed.forms.at(-1)
    return authorize(form ? `${server.metadata.issuer}/authorize?${form}` : request)
  }
  return pushed
}

async function leave(world: World, options: Parameters<World['client']>[1]): Promise<URL> {
  const tab = world.browser.openTab()
  world
    .client(tab, options)
    .login()
    .catch(() => {})
  return new URL(await until(() => tab.leftFor))
}

test('a pushed login leaves with nothing in the URL but the client and a reference', async () => {
  const world = createWorld()
  const { forms } = takePushed(world)
  const { searchParams } = await leave(world, { pushed: true })
  expect(Object.fromEntries(searchParams)).toEqual({ client_id: 'app', request_uri: 'urn:request:1' })
  expect(Object.keys(Object.fromEntries(forms[0] ?? [])).sort()).toEqual([
    'client_id',
    'code_challenge',
    'code_challenge_method',
    'nonce',
    'redirect_uri',
    'response_type',
    'scope',
    'state',
  ])
})

test('its answer signs in', async () => {
  const world = createWorld()
  takePushed(world)
  const { client } = await world.signIn(world.browser.openTab(), { pushed: true })
  expect(client.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
})

test('a server that requires it gets it without being asked to, and one that does not does not', async () => {
  const world = createWorld()
  const { forms } = takePushed(world)
  expect((await leave(world, {})).searchParams.has('request_uri')).toBe(false)
  world.server.metadata.require_pushed_authorization_requests = true
  world.browser.local.clear()
  expect((await leave(world, {})).searchParams.has('request_uri')).toBe(true)
  expect(forms).toHaveLength(1)
})

test('each login pushes anew: no reference is used twice', async () => {
  const world = createWorld()
  takePushed(world)
  const first = await leave(world, { pushed: true })
  const second = await leave(world, { pushed: true })
  expect(first.searchParams.get('request_uri')).not.toBe(second.searchParams.get('request_uri'))
})

test('with DPoP it is proven, and names the key in its body', async () => {
  const world = createWorld()
  const bound = bindTokens(world)
  bound.nonces.set('par', 'as-1')
  const { forms } = takePushed(world)
  const { searchParams } = await leave(world, { pushed: true, dpop: dpop() })
  expect(searchParams.has('dpop_jkt')).toBe(false)
  expect(forms.at(-1)?.get('dpop_jkt')).toBe(bound.proofs.at(-1)?.jkt)
})

test.each([
  ['invalid_request', 'configuration'],
  ['invalid_client', 'configuration'],
  ['access_denied', 'login-refused'],
])('the server refuses with %s: the page stays, and the error is %s', async (error, code) => {
  const world = createWorld()
  takePushed(world).answer = () => Response.json({ error, error_description: 'why' }, { status: 400 })
  const tab = world.browser.openTab()
  const client = world.client(tab, { pushed: true })
  await expect(client.login()).rejects.toMatchObject({ code, details: { error, description: 'why' } })
  expect(tab.leftFor).toBeUndefined()
})

test.each([
  ['no reference', () => Response.json({ expires_in: 60 }, { status: 201 })],
  ['a number for one', () => Response.json({ request_uri: 1, expires_in: 60 }, { status: 201 })],
  ['a page', () => new Response('<h1>Welcome</h1>', { status: 200 })],
])('an answer with %s is no answer', async (_what, answer) => {
  const world = createWorld()
  takePushed(world).answer = answer
  const tab = world.browser.openTab()
  const client = world.client(tab, { pushed: true })
  await expect(client.login()).rejects.toMatchObject({
    code: 'invalid-response',
    details: { endpoint: 'pushed authorization request endpoint' },
  })
  expect(tab.leftFor).toBeUndefined()
})

test('a server without the endpoint is told to the developer', async () => {
  const world = createWorld()
  delete world.server.metadata.pushed_authorization_request_endpoint
  const client = world.client(world.browser.openTab(), { pushed: true })
  await expect(client.login()).rejects.toMatchObject({ code: 'configuration', details: { option: 'pushed' } })
})
