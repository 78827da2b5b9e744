// @vitest-environment node

import { expect, onTestFinished, test } from 'vitest'
import { AuthError, createClients } from '../../src/index.js'
import type { DpopProver } from '../../src/protocol/dpop-prover.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

/** What Node heard of while the test ran; a rejection that nobody handles for sure is the control. */
function listenToUnhandled(): () => Promise<readonly unknown[]> {
  const heard: unknown[] = []
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason) => heard.push(reason))
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
  })
  return async () => {
    const control = Symbol('control')
    void Promise.reject(control)
    await until(() => heard.includes(control))
    return heard.filter((reason) => typeof reason !== 'symbol')
  }
}

test('a login that cannot leave makes no unhandled rejection, and rejects with its error', async () => {
  const unhandled = listenToUnhandled()
  const { browser, server, client } = createWorld()
  server.intercept = () => Promise.reject(new TypeError('Failed to fetch'))
  const here = client(browser.openTab())
  here.login()
  await until(() => here.session.get().status === 'signed-out')
  expect(await unhandled()).toEqual([])
  const error = await here.login().catch((thrown: unknown) => thrown)
  expect(here.session.get()).toMatchObject({ status: 'signed-out', error })
  expect(here.events.map(({ type }) => type)).toContain('login-failed')
})

test('a sign-out that fails makes no unhandled rejection, and a warning', async () => {
  const unhandled = listenToUnhandled()
  const { browser, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const problem = new AuthError('storage', { area: 'dpop' }, 'of the test')
  const prover = { required: false, forget: () => Promise.reject(problem) } as unknown as DpopProver
  const here = client(tab.load('https://app.example/'), {
    dpop: { required: false, createProver: () => prover },
  })
  await here.start()
  here.logout({ everywhere: false })
  await until(() => here.events.some((event) => event.type === 'warning' && event.error === problem))
  expect(await unhandled()).toEqual([])
  await expect(here.logout({ everywhere: false })).rejects.toBe(problem)
})

test('one of several providers likewise; a wrong name is told to the developer and nobody else', async () => {
  const unhandled = listenToUnhandled()
  const { browser, server } = createWorld()
  server.intercept = () => Promise.reject(new TypeError('Failed to fetch'))
  const { effects } = browser.openTab()
  const auth = createClients({
    providers: { acme: { issuer: 'https://login.example', clientId: 'app' } },
    effects,
  })
  auth.login({ provider: 'acme' })
  await until(() => auth.clients.acme.session.get().status === 'signed-out')
  auth.logout()
  await settle()
  expect(await unhandled()).toEqual([])
  auth.login({ provider: 'nobody' as 'acme' })
  await settle()
  expect(await unhandled()).toMatchObject([{ code: 'configuration' }])
})

test('a first visit where nobody was signed in ends nothing', async () => {
  const { browser, client } = createWorld()
  const here = client(browser.openTab())
  await here.start()
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
  expect(here.events.map(({ type }) => type)).toEqual(['nobody-signed-in'])
})

test('a first login that fails on the way back ends nothing', async () => {
  const { browser, client } = createWorld()
  const here = client(browser.openTab(`https://app.example/?code=1&state=hallpass.${'s'.repeat(43)}`))
  await here.start()
  expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
  expect(here.events.map(({ type }) => type)).toEqual(['login-failed'])
})

test('a first visit with a server part ends nothing, whether it answers or not', async () => {
  for (const answer of [() => Response.json({ signed_in: false }), () => new Response('', { status: 503 })]) {
    const { browser, server, client } = createWorld()
    const tab = browser.openTab()
    server.intercept = async () => answer()
    const here = client(tab, { server: '/oauth/acme', effects: { ...tab.effects, fetch: server.fetch } })
    await here.start()
    expect(here.session.get().status).toBe('signed-out')
    expect(here.events.map(({ type }) => type)).toEqual(['nobody-signed-in'])
  }
})

test('a session that was there ends, and an event says so', async () => {
  const { browser, server, client, clock, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const here = client(tab.load('https://app.example/'))
  await here.start()
  server.revoke()
  clock.advance(3_600_000)
  await here.accessToken().catch(() => {})
  expect(here.events.map(({ type }) => type)).toContain('ended')
})
