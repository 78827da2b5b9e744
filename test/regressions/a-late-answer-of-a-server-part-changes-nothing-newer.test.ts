// @vitest-environment node

import { expect, test } from 'vitest'
import { returnedLogin } from '../../src/index.js'
import { onUserChange } from '../../src/router/index.js'
import { settle, type TracedClient, until } from '../../src/testing/index.js'
import { createMediatedWorld, type MediatedWorld } from '../server/mediated-world.js'

/** The server part answers this page late: `answer` is what it said when it was asked. */
function answerLate(network: MediatedWorld['network'], body: unknown): { asked: boolean; answer(): void } {
  const late = { asked: false, answer: (): void => {} }
  network.instead = () => {
    delete network.instead
    late.asked = true
    return new Promise((resolve) => {
      late.answer = () => resolve(Response.json(body))
    })
  }
  return late
}

function hasSignedIn({ events }: TracedClient): boolean {
  return events.some((event) => event.type === 'tokens-arrived' && event.from === 'login')
}

test('a page that was told "nobody" before another tab signed in leaves that session alone', async () => {
  const { browser, network, open, signIn } = createMediatedWorld()
  const late = answerLate(network, { signed_in: false })
  const waiting = open(browser.openTab())
  const starting = waiting.start()
  await until(() => late.asked)
  const { client: ada } = await signIn(browser.openTab())
  await settle()
  late.answer()
  expect(await starting).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  await settle()
  expect(browser.records.size).toBe(1)
  expect(ada.session.get().status).toBe('signed-in')
  expect(waiting.events.map(({ type }) => type)).toEqual(['restored'])
})

test('nor does a page that got no answer', async () => {
  const { browser, network, open, signIn } = createMediatedWorld()
  let fail: (() => void) | undefined
  network.instead = () => {
    delete network.instead
    return new Promise((_, reject) => {
      fail = () => reject(new TypeError('offline'))
    })
  }
  const waiting = open(browser.openTab())
  const starting = waiting.start()
  await until(() => fail)
  const { client: ada } = await signIn(browser.openTab())
  await settle()
  fail?.()
  expect(await starting).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  await settle()
  expect(ada.session.get().status).toBe('signed-in')
  expect(browser.records.size).toBe(1)
})

test('a page that was told of a session before another tab signed in does not replace the new one', async () => {
  const { browser, network, open, signIn } = createMediatedWorld()
  const late = answerLate(network, {
    signed_in: true,
    access_token: 'access-of-grace',
    expires_in: 600,
    claims: { sub: 'grace' },
  })
  const waiting = open(browser.openTab())
  const starting = waiting.start()
  await until(() => late.asked)
  const { client: ada } = await signIn(browser.openTab())
  await settle()
  late.answer()
  expect(await starting).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  await settle()
  expect(ada.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  expect(JSON.stringify([...browser.records, ...browser.local])).not.toContain('access-of-grace')
})

test('a page back from a login asks again where another tab has signed in since it asked', async () => {
  const { browser, network, open, signIn } = createMediatedWorld()
  const { tab, client: before } = await signIn(browser.openTab())
  before.login().catch(() => {})
  await until(() => tab.leftFor)
  const late = answerLate(network, {
    signed_in: true,
    access_token: 'access-of-grace',
    expires_in: 600,
    claims: { sub: 'grace' },
  })
  const back = open(tab.load('https://app.example/'))
  void back.start()
  await until(() => late.asked)
  const { client: there } = await signIn(browser.openTab())
  await until(() => hasSignedIn(there))
  late.answer()
  await until(() => hasSignedIn(back))
  expect(back.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  expect(JSON.stringify([...browser.records, ...browser.local])).not.toContain('access-of-grace')
})

test('a session that was shown, and that the server part no longer knows, has expired', async () => {
  const { browser, person, open, signIn } = createMediatedWorld()
  const { tab, client } = await signIn(browser.openTab())
  client.login().catch(() => {})
  await until(() => tab.leftFor)
  person.cookies.clear()
  const next = open(tab.load('https://app.example/'))
  await next.start()
  await until(() => next.session.get().status === 'signed-out')
  expect(next.session.get()).toEqual({ status: 'signed-out', reason: 'expired' })
  expect(browser.records.size).toBe(0)
})

test('who comes back from a login is signed in, also where the old session ends while the page asks', async () => {
  const { browser, clock, network, open } = createMediatedWorld()
  const session = { signed_in: true, expires_in: 600, claims: { sub: 'ada' } }
  network.instead = () => Response.json({ ...session, access_token: 'first' })
  const tab = browser.openTab()
  const before = open(tab)
  await before.start()
  before.login().catch(() => {})
  await until(() => tab.leftFor)
  clock.advance(700_000)
  network.instead = () => Response.json({ ...session, access_token: 'second' })
  const back = open(tab.load('https://app.example/'))
  const started = back.start()
  await back.accessToken().catch(() => {})
  await started
  await until(() => hasSignedIn(back))
  expect(await back.accessToken()).toBe('second')
})

test('who comes back from a login as another person sees the page once, with what the login brought', async () => {
  const { browser, network, open, signIn } = createMediatedWorld()
  const { tab, client: before } = await signIn(browser.openTab())
  before.login({ state: { step: 3 } }).catch(() => {})
  await until(() => tab.leftFor)
  network.instead = () =>
    Response.json({ signed_in: true, access_token: 'b', expires_in: 600, claims: { sub: 'grace' } })
  const page = tab.load('https://app.example/')
  const back = open(page)
  onUserChange(back, () => {})
  await back.start()
  await settle()
  expect(back.session.get()).toMatchObject({ user: { sub: 'grace' } })
  expect(page.reloaded).toBe(false)
  expect(returnedLogin(back)?.state).toEqual({ step: 3 })
})
