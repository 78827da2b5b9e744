// @vitest-environment node

import { expect, test } from 'vitest'
import { settle, until } from '../../src/testing/index.js'
import { createPerson } from '../server/person.js'
import { setup } from '../server/setup.js'

const name = '__Host-Http-hallpass-acme'

/**
 * A browser at the callback, which the provider makes wait, and the same callback once more: a reload, which
 * hears the second answer.
 */
async function reloadedCallback(more: Readonly<Record<string, string>> = {}) {
  const world = setup()
  const { newPerson, server, simulator } = world
  const browser = newPerson()
  const leaving = await browser.navigate('/oauth/acme/login?returnTo=/inbox')
  const answer = simulator.authorize(leaving.headers.get('location') ?? '')
  const held: (() => void)[] = []
  simulator.answer(
    '/token',
    () =>
      new Promise((resolve) => {
        held.push(() => resolve(undefined))
      }),
  )
  const gone = createPerson(server)
  for (const [name, value] of browser.cookies) gone.cookies.set(name, value)
  const first = gone.navigate(answer.href, { site: 'cross-site' })
  await until(() => simulator.arrived.length > 0)
  const again = new URL(answer)
  for (const [name, value] of Object.entries(more)) again.searchParams.set(name, value)
  const reload = browser.navigate(again.href, { site: 'cross-site' })
  return {
    ...world,
    browser,
    first,
    reload,
    proceed: () => {
      for (const go of held) go()
    },
  }
}

test('a reload of a callback under way is answered as the callback, and its code is sent once', async () => {
  const { audited, browser, first, proceed, reload, simulator } = await reloadedCallback()
  // Whatever the second one asks for, it has asked by then.
  await settle()
  proceed()
  for (const answer of await Promise.all([first, reload])) {
    expect(answer.headers.get('location')).toBe('https://app.test/inbox')
  }
  expect(simulator.arrived.map(({ form }) => form.get('grant_type'))).toEqual(['authorization_code'])
  expect(browser.sessionCookies()).toEqual([name])
  expect(await (await browser.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  expect(audited.filter(({ type }) => type === 'signed-in')).toHaveLength(1)
})

test('another code with the same login shares no answer', async () => {
  const { browser, first, proceed, reload, simulator } = await reloadedCallback({ code: 'another' })
  await until(() => simulator.arrived.length > 1)
  simulator.answer('/token', () => undefined)
  proceed()
  await reload
  void first
  expect(browser.cookies.has(name)).toBe(false)
})
