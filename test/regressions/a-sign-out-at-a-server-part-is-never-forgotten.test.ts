// @vitest-environment node

import { expect, test } from 'vitest'
import { acme, setup } from '../server/setup.js'
import type { TestTab } from '../world/browser.js'
import { createWorld, fact, pass, type TestClient, type World } from '../world/world.js'

interface Mediated extends World {
  readonly network: { down: boolean }
  /** The client of the page in this tab. */
  open(tab: TestTab): TestClient
  /** Ada comes back from the provider, or the provider's refusal does. */
  comeBack(tab: TestTab, error?: string): Promise<TestTab>
}

async function mediated(): Promise<Mediated & { readonly tab: TestTab; readonly ada: TestClient }> {
  const world = createWorld()
  const { newPerson, simulator } = setup({ server: { origins: ['https://app.example'], now: world.clock.now } })
  const person = newPerson('https://app.example')
  const network = { down: false }
  const it: Mediated = {
    ...world,
    network,
    open: (tab) =>
      world.client(tab, {
        issuer: acme.issuer,
        clientId: 'client-1',
        apis: [],
        server: '/oauth/acme',
        effects: {
          ...tab.effects,
          async fetch(input, init) {
            const request = new Request(input, init)
            if (network.down) throw new TypeError('offline')
            const form = Object.fromEntries(new URLSearchParams(await request.text()))
            return person.call(new URL(request.url).pathname, form)
          },
        },
      }),
    async comeBack(tab, error) {
      const leaving = await person.navigate(await fact(() => tab.left))
      const answer = simulator.authorize(leaving.headers.get('location') ?? '', error ? { code: undefined, error } : {})
      const back = await person.navigate(answer.href, { site: 'cross-site' })
      return tab.load(new URL(back.headers.get('location') ?? '', tab.url).href)
    },
  }
  const before = it.browser.openTab()
  const visitor = it.open(before)
  await visitor.start()
  visitor.login().catch(() => {})
  const tab = await it.comeBack(before)
  const ada = it.open(tab)
  expect((await ada.start()).status).toBe('signed-in')
  return { ...it, tab, ada }
}

test('who signed out offline, and then does not finish a login, is not signed in again by it', async () => {
  const { network, open, comeBack, tab, ada } = await mediated()
  network.down = true
  await ada.logout()
  network.down = false
  ada.login().catch(() => {})
  const back = open(await comeBack(tab, 'access_denied'))
  expect(await back.start()).toMatchObject({ status: 'signed-out', reason: 'failed' })
})

test('a page that is frozen in the middle of a renewal holds up no sign-out, and no start', async () => {
  const { browser, clock, open, tab, ada } = await mediated()
  const frozen = browser.openTab()
  await open(frozen).start()
  const never = new Promise<never>(() => {})
  frozen.effects.lock.hold(`hallpass1 ${acme.issuer} client-1`, {}, () => never).catch(() => {})
  frozen.frozen = true
  let out = false
  void ada.logout().then(() => {
    out = true
  })
  await pass(clock, () => out)
  const next = open(tab.load('https://app.example/'))
  let started = false
  void next.start().then(() => {
    started = true
  })
  await pass(clock, () => started)
  expect(next.session.get().status).toBe('signed-out')
})
