// @vitest-environment node

import { describe, expect, test } from 'vitest'
import type { Database, TextStore } from '../../src/effects/effects.js'
import { createRecordStore, type Remember } from '../../src/session/record-store.js'
import { settle } from '../../src/testing/index.js'

/** The three places of a browser, of which each can be blocked. */
function world(remember: Remember) {
  const texts = new Map<string, string>()
  const records = new Map<string, unknown>()
  const state = { texts, records, textsAnswer: true, recordsAnswer: true, writes: 0 }
  const use = (): Map<string, string> => {
    if (!state.textsAnswer) throw new Error('blocked')
    return texts
  }
  const text: TextStore = {
    get: (key) => use().get(key),
    set(key, value) {
      use().set(key, value)
      state.writes++
    },
    delete(key) {
      use().delete(key)
      state.writes++
    },
  }
  const unused: TextStore = {
    get: () => expect.unreachable(),
    set: () => expect.unreachable(),
    delete: () => expect.unreachable(),
  }
  const database: Database = {
    get: async (key) => records.get(key),
    async update(key, change) {
      const after = change(records.get(key))
      if (after === undefined) records.delete(key)
      else records.set(key, after)
      return after
    },
  }
  const store = createRecordStore(
    remember,
    {
      tab: remember === 'tab' ? text : unused,
      browser: remember === 'browser' ? text : unused,
      async database() {
        if (!state.recordsAnswer) throw new Error('blocked')
        return database
      },
    },
    'name',
  )
  return { state, store, database }
}

describe.each(['page', 'tab', 'browser'] as const)("remember '%s': a record", (remember) => {
  test('is what was written last, which the next change begins with, until it is deleted', async () => {
    const { store } = world(remember)
    expect([store.peek(), await store.read()]).toEqual([undefined, undefined])
    const found: unknown[] = []
    for (const next of [{ a: 1 }, { a: 2 }]) {
      await store.update((stored) => {
        found.push(stored)
        return next
      })
      await settle()
      expect([store.peek(), await store.read()]).toEqual([next, next])
    }
    expect(found).toEqual([undefined, { a: 1 }])
    await store.update(() => undefined)
    await settle()
    expect([store.peek(), await store.read()]).toEqual([undefined, undefined])
  })
})

describe('in one tab', () => {
  test('a value that stays the same is not written again', async () => {
    const { store, state } = world('tab')
    await store.update(() => 'x')
    await store.update((stored) => stored)
    expect(state.writes).toBe(1)
  })

  test('a text that is no JSON is what is read, and the next change replaces it', async () => {
    const { store, state } = world('tab')
    state.texts.set('name', '{')
    expect([store.peek(), await store.read()]).toEqual(['{', '{'])
    await store.update((stored) => ({ stored }))
    expect(await store.read()).toEqual({ stored: '{' })
  })

  test('an empty text is no error', async () => {
    const { store, state } = world('tab')
    state.texts.set('name', '')
    expect(await store.read()).toBeFalsy()
  })

  test('blocked storage is told to readers and writers', async () => {
    const { store, state } = world('tab')
    state.textsAnswer = false
    expect(() => store.peek()).toThrow('blocked')
    await expect(store.read()).rejects.toThrow('blocked')
    await expect(store.update(() => 1)).rejects.toThrow('blocked')
  })
})

describe('in the browser', () => {
  const record = { a: 1, refreshToken: 'r', idToken: 'i' }

  test('the copy for a first paint has no refresh token and no ID Token', async () => {
    const { store, state } = world('browser')
    await store.update(() => record)
    await settle()
    expect(state.records.get('name')).toEqual(record)
    expect(state.texts.get('name')).toBe('{"a":1}')
    expect(store.peek()).toEqual({ a: 1 })
    expect(await store.read()).toEqual(record)
  })

  test('what counts is in IndexedDB, and the copy is what a first paint finds', async () => {
    const { store, state } = world('browser')
    state.texts.set('name', '{"a":2}')
    state.records.set('name', record)
    expect(store.peek()).toEqual({ a: 2 })
    expect(await store.read()).toEqual(record)
  })

  test('a copy that cannot be written makes no failure of a write', async () => {
    const { store, state } = world('browser')
    state.textsAnswer = false
    await store.update(() => record)
    await settle()
    expect(await store.read()).toEqual(record)
  })

  test('a copy that cannot be replaced is deleted', async () => {
    const { store, state } = world('browser')
    state.texts.set('name', '{"a":0}')
    state.texts.set = () => {
      throw new Error('full')
    }
    await store.update(() => record)
    await settle()
    expect(state.texts.has('name')).toBe(false)
  })

  test('a record that another tab changed meanwhile is copied, and copied once where it stays', async () => {
    const { store, state, database } = world('browser')
    const { get } = database
    const later = [{ a: 2 }, { a: 3 }]
    database.get = async (key) => {
      const next = later.shift()
      if (next) state.records.set(key, next)
      return get(key)
    }
    await store.update(() => record)
    await settle()
    expect(store.peek()).toEqual({ a: 3 })
    expect(state.writes).toBe(3)
  })

  test('a session that another tab ended meanwhile leaves no copy', async () => {
    const { store, state, database } = world('browser')
    database.get = async (key) => void state.records.delete(key)
    await store.update(() => record)
    await settle()
    expect(state.texts.has('name')).toBe(false)
  })

  test('a record that cannot be read again is copied as it was written', async () => {
    const { store, state, database } = world('browser')
    database.get = () => Promise.reject(new Error('no answer'))
    await store.update(() => record)
    await settle()
    expect(store.peek()).toEqual({ a: 1 })
    expect(state.writes).toBe(1)
  })

  test('a database that does not answer is told to readers and writers', async () => {
    const { store, state } = world('browser')
    state.texts.set('name', '{"a":1}')
    state.recordsAnswer = false
    await expect(store.read()).rejects.toThrow('blocked')
    await expect(store.update(() => 1)).rejects.toThrow('blocked')
    await store.mirror?.update(() => undefined)
    expect(state.texts.has('name')).toBe(false)
  })
})
