import { expect, test } from 'vitest'
import { createClient, createClients, prepareLogin } from '../../src/index.js'
import {
  testClientId as clientId,
  createWorld,
  testIssuer as issuer,
  settle,
  until,
} from '../../src/testing/index.js'

const metadataOnly = ['.well-known/openid-configuration']

test('a prepared login leaves without a further request, and the session is as it was', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  const auth = client(tab)
  await auth.start()
  const before = auth.session.get()
  const events = auth.events.length
  await prepareLogin(auth)
  expect(server.requests).toEqual(metadataOnly)
  expect(auth.session.get()).toBe(before)
  expect(auth.events.length).toBe(events)
  auth.login().catch(() => {})
  await until(() => tab.leftFor)
  expect(server.requests).toEqual(metadataOnly)
})

test('several calls at a time, and a login among them, send one request', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  const auth = client(tab)
  const prepared = [prepareLogin(auth), prepareLogin(auth)]
  auth.login().catch(() => {})
  await Promise.all(prepared)
  await until(() => tab.leftFor)
  await prepareLogin(auth)
  expect(server.requests).toEqual(metadataOnly)
})

test('metadata that another page has cached are not asked for', async () => {
  const { browser, server, client } = createWorld()
  await prepareLogin(client(browser.openTab()))
  await prepareLogin(client(browser.openTab()))
  expect(server.requests).toEqual(metadataOnly)
})

test('a server that cannot be reached rejects nothing, tells nobody, and is asked again', async () => {
  const { browser, server, client } = createWorld()
  const auth = client(browser.openTab())
  await auth.start()
  const events = auth.events.length
  server.intercept = async () => {
    throw new TypeError('Failed to fetch')
  }
  await prepareLogin(auth)
  expect(auth.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
  expect(auth.events.length).toBe(events)
  server.requests.length = 0
  delete server.intercept
  await prepareLogin(auth)
  expect(server.requests).toEqual(metadataOnly)
})

test('nothing is sent where a server part signs people in, nor for metadata that are given', async () => {
  const { browser, server, client } = createWorld()
  await prepareLogin(client(browser.openTab(), { server: '/oauth/example' }))
  await prepareLogin(client(browser.openTab(), { server: { url: '/oauth/example' } }))
  await prepareLogin(client(browser.openTab(), { issuer: server.metadata as never }))
  await settle()
  expect(server.requests).toEqual([])
})

test('a page that has a server part add its secret alone asks for the metadata', async () => {
  const { browser, server, client } = createWorld()
  await prepareLogin(client(browser.openTab(), { server: { url: '/oauth/example', mode: 'exchange' } }))
  expect(server.requests).toEqual(metadataOnly)
})

test('nothing is sent on a server, where nobody can sign in', async () => {
  const { browser, server } = createWorld()
  const { page, ...effects } = browser.openTab().effects
  await prepareLogin(createClient({ issuer, clientId, effects: { ...effects, page: undefined } as never }))
  expect(server.requests).toEqual([])
})

test('each client of several is prepared by itself', async () => {
  const { browser, server } = createWorld()
  const { effects } = browser.openTab()
  const auth = createClients({ providers: { first: { issuer, clientId } }, effects })
  await prepareLogin(auth.clients.first)
  expect(server.requests).toEqual(metadataOnly)
})

test('an object that createClient has not made is refused', () => {
  expect(() => prepareLogin({} as never)).toThrow(TypeError)
})
