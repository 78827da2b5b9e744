// @vitest-environment node

import { expect, test } from 'vitest'
import type { TextStore } from '../../src/effects/effects.js'
import { createSignOuts } from '../../src/session/sign-outs.js'
import { createTestClock } from '../../src/testing/index.js'

const shown = { afterSignOut: 0, loginAt: 0, renewals: 0 }

function textStore(): TextStore & { blocked: boolean; readonly values: Map<string, string> } {
  const values = new Map<string, string>()
  const store = {
    blocked: false,
    values,
    use() {
      if (store.blocked) throw new Error('blocked')
      return values
    },
    get: (key: string) => store.use().get(key),
    set: (key: string, value: string) => void store.use().set(key, value),
    delete: (key: string) => void store.use().delete(key),
  }
  return store
}

function world() {
  const [tab, browser, clock] = [textStore(), textStore(), createTestClock()]
  const database = () => Promise.reject(new Error('not used'))
  const page = () => createSignOuts('app', { tab, browser, database }, clock)
  return { tab, browser, clock, page, signOuts: page() }
}

test('before the first sign-out its number is 0', () => {
  const { signOuts } = world()
  expect([signOuts.last(), signOuts.beforeLogin()]).toEqual([0, 0])
  expect(signOuts.takeOwn()).toBe(false)
  expect(signOuts.ownState()).toBeUndefined()
})

test('a sign-out has the time as its number, and the next page knows it', () => {
  const { signOuts, page, clock, browser } = world()
  const number = signOuts.add(shown)
  expect(number).toBe(clock.now())
  expect([signOuts.last(), signOuts.beforeLogin()]).toEqual([number, number])
  expect([page().last(), page().beforeLogin()]).toEqual([number, number])
  expect([...browser.values]).toEqual([[signOuts.key, `${number}`]])
})

test('two sign-outs within one millisecond have two numbers, and so have two with the clock set back', () => {
  const { signOuts, page, clock } = world()
  const first = signOuts.add(shown)
  expect(signOuts.add(undefined)).toBe(first + 1)
  clock.set(-86_400_000)
  expect(page().add(shown)).toBe(first + 2)
})

test('the number is larger than that of the sign-out before the session that is shown', () => {
  const { signOuts, clock } = world()
  const later = clock.now() + 500
  expect(signOuts.add({ ...shown, afterSignOut: later })).toBe(later + 1)
})

test.each(['soon', '1.5', 'Infinity', '1e300', '-5'])('a stored number of %s is none', (text) => {
  const { signOuts, browser } = world()
  browser.values.set(signOuts.key, text)
  expect(signOuts.last()).toBe(0)
})

test('a sign-out that another tab tells of counts where it is later, and is a number', () => {
  const { signOuts } = world()
  signOuts.hear(7)
  expect([signOuts.last(), signOuts.beforeLogin()]).toEqual([7, 7])
  signOuts.hear(5)
  expect(signOuts.last()).toBe(7)
  for (const nonsense of [Number.POSITIVE_INFINITY, Number.NaN, 8.5, '9']) signOuts.hear(nonsense as number)
  expect(signOuts.last()).toBe(7)
  expect(signOuts.add(undefined)).toBeGreaterThan(7)
})

test('without localStorage the page knows its own sign-outs and those it was told of', () => {
  const { signOuts, browser, clock } = world()
  browser.blocked = true
  expect(signOuts.last()).toBe(0)
  // The last sign-out may have been at any time until now.
  expect(signOuts.beforeLogin()).toBe(clock.now())
  const number = signOuts.add(shown)
  expect(number).toBe(clock.now())
  expect(signOuts.add(shown)).toBe(number + 1)
  expect([signOuts.last(), signOuts.beforeLogin()]).toEqual([number + 1, number + 1])
})

test('a record that is gone without a newer sign-out ended by itself', () => {
  const { signOuts, page } = world()
  expect(signOuts.whyGone(shown)).toBe('expired')
  const afterSignOut = signOuts.add(shown)
  expect([signOuts.whyGone(shown), page().whyGone(shown)]).toEqual(['other-tab', 'other-tab'])
  expect(page().whyGone({ ...shown, afterSignOut })).toBe('expired')
})

test('where the last sign-out cannot be read, a record that is gone may have been signed out', () => {
  const { signOuts, browser } = world()
  browser.blocked = true
  expect(signOuts.whyGone(shown)).toBe('other-tab')
})

test('a sign-out in this tab is told once, to this tab alone', () => {
  const { signOuts, page, tab } = world()
  signOuts.add(shown)
  expect([page().takeOwn(), page().takeOwn()]).toEqual([true, false])
  signOuts.add(shown)
  tab.values.clear()
  expect(page().takeOwn()).toBe(false)
})

test('the state of a sign-out is kept for the page that comes back, and no two are the same', () => {
  const { signOuts, page } = world()
  const number = signOuts.add(shown)
  const state = signOuts.state()
  expect(state).toMatch(new RegExp(`^${number}-\\d+-\\d+-\\d+$`))
  expect(page().ownState()).toBe(state)
  expect(page().state()).toBe(state)
  signOuts.add(shown)
  expect(signOuts.state().slice(`${number}`.length)).not.toBe(state.slice(`${number}`.length))
})

test('without sessionStorage a sign-out is made, has a state, and the next page does not know of it', () => {
  const { signOuts, page, tab, clock } = world()
  tab.blocked = true
  const number = signOuts.add(shown)
  expect(signOuts.last()).toBe(number)
  expect(signOuts.state()).toMatch(new RegExp(`^${clock.now()}-`))
  expect(page().takeOwn()).toBe(false)
  expect(page().ownState()).toBeUndefined()
})
