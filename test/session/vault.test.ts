// @vitest-environment node

import { describe, expect, test } from 'vitest'
import type { AuthError } from '../../src/errors.js'
import type { SessionRecord } from '../../src/session/record.js'
import { createVault } from '../../src/session/vault.js'
import { settle } from '../../src/testing/index.js'

function record(loginAt: number, renewals = 0, refreshToken = `r-${loginAt}-${renewals}`): SessionRecord {
  const claims = { sub: 'ada' }
  return { afterSignOut: 0, loginAt, renewals, claims, tokens: {}, renewable: true, refreshToken }
}

const refused = record(666)
const first = record(1)
const renewed = record(1, 1)
const later = record(5)
const storageError = { code: 'storage', details: { area: 'browser' } }

/** A vault over a place that can fail at reading, or at writing once it has read. */
function world(stored?: unknown) {
  const state = {
    value: stored,
    reads: true,
    writes: true,
    written: 0,
    cleared: 0,
    /** A write has failed, and the next one is the deletion of what is spent. */
    failed: false,
    afterFailedWrite: () => {},
    removal: Promise.resolve(),
    warnings: [] as AuthError[],
  }
  const read = (): unknown => {
    if (!state.reads) throw new Error('no answer')
    return state.value
  }
  const vault = createVault(
    {
      peek: read,
      read: async () => read(),
      async update(change) {
        const before = read()
        const after = change(before)
        if (state.failed) {
          await state.removal
          state.failed = false
          if (after === undefined) state.cleared++
          state.value = after
          return
        }
        if (!state.writes) {
          state.failed = true
          state.afterFailedWrite()
          throw new Error('full')
        }
        if (after !== before) state.written++
        state.value = after
      },
    },
    {
      remember: 'browser',
      isValid: ({ loginAt }) => loginAt !== refused.loginAt,
      warn: (error) => state.warnings.push(error),
    },
  )
  return { state, vault }
}

const broken = [undefined, 'x', { loginAt: 'now' }]

describe('a look at what is stored', () => {
  test('finds the record, at once and when asked', async () => {
    const { vault, state } = world(first)
    expect(vault.last()).toBeUndefined()
    expect(vault.peek()).toEqual(first)
    expect(vault.last()).toEqual(first)
    state.value = renewed
    expect(await vault.read()).toEqual(renewed)
    expect(vault.last()).toEqual(renewed)
  })

  test.each([...broken, refused])('finds nothing in %j, and leaves it', async (stored) => {
    const { vault, state } = world(stored)
    expect(vault.peek()).toBeUndefined()
    expect(await vault.read()).toBeUndefined()
    expect(state).toMatchObject({ value: stored, written: 0, cleared: 0 })
  })

  test('says so where storage does not answer, and finds nothing at once', async () => {
    const { vault, state } = world(first)
    state.reads = false
    expect(vault.peek()).toBeUndefined()
    await expect(vault.read()).rejects.toMatchObject(storageError)
  })
})

describe('a renewal', () => {
  test('is written over the record that it began with, and over no other', async () => {
    const { vault, state } = world(first)
    expect(await vault.replaceIfSame(first, renewed)).toBe(true)
    expect(state.value).toEqual(renewed)
    expect(await vault.replaceIfSame(first, record(1, 2))).toBe(false)
    expect(state.value).toEqual(renewed)
    expect(state.warnings).toEqual([])
  })

  test('is not written where nothing is stored any more, nor over what is no valid record', async () => {
    for (const stored of [undefined, refused]) {
      const { vault, state } = world(stored)
      expect(await vault.replaceIfSame(first, renewed)).toBe(false)
      expect(await vault.replaceIfSame(refused, renewed)).toBe(false)
      expect(state.value).not.toEqual(renewed)
    }
  })

  test('that lost to another leaves the stored value as it is, without a write', async () => {
    const { vault, state } = world({ ...renewed, another: 1 })
    expect(await vault.replaceIfSame(first, record(1, 2))).toBe(false)
    expect(state).toMatchObject({ value: { ...renewed, another: 1 }, written: 0 })
  })

  test('can take the record away', async () => {
    const { vault, state } = world(first)
    expect(await vault.replaceIfSame(first, undefined)).toBe(true)
    expect(state.value).toBeUndefined()
  })

  test('that cannot be written is in memory, the spent token is deleted, and the app is warned', async () => {
    const { vault, state } = world(first)
    state.writes = false
    expect(await vault.replaceIfSame(first, renewed)).toBe(true)
    expect(state).toMatchObject({ cleared: 1, warnings: [storageError] })
    expect(vault.peek()).toEqual(renewed)
    expect(await vault.read()).toEqual(renewed)
    state.reads = false
    expect(await vault.read()).toEqual(renewed)
  })

  test('that cannot be written deletes no record that another tab has stored meanwhile', async () => {
    for (const stored of [later, record(1, 2), record(1, 1, 'of another tab')]) {
      for (const next of [renewed, undefined]) {
        const { vault, state } = world(first)
        state.writes = false
        state.afterFailedWrite = () => {
          state.value = stored
        }
        expect(await vault.replaceIfSame(first, next)).toBe(true)
        expect(state.value).toEqual(stored)
      }
    }
  })

  test('that cannot be written is over once the spent token is deleted', async () => {
    const { vault, state } = world(first)
    state.writes = false
    let deleteNow = (): void => {}
    state.removal = new Promise((done) => {
      deleteNow = done
    })
    let isOver = false
    const renewing = vault.replaceIfSame(first, renewed).then(() => {
      isOver = true
    })
    await settle()
    expect(isOver).toBe(false)
    deleteNow()
    await renewing
    expect(state.value).toBeUndefined()
  })

  test('in memory counts until a newer record is stored', async () => {
    const { vault, state } = world(first)
    state.writes = false
    await vault.replaceIfSame(first, renewed)
    state.value = record(1, 1, 'of another tab')
    expect(await vault.read()).toEqual(state.value)
    state.value = first
    expect(await vault.read()).toEqual(renewed)
    state.value = later
    expect(await vault.read()).toEqual(later)
  })

  test('in memory is stored with the next write, even where nothing else changes', async () => {
    const { vault, state } = world(first)
    state.writes = false
    await vault.replaceIfSame(first, renewed)
    state.writes = true
    expect(await vault.removeInvalid()).toBeUndefined()
    expect(state.value).toEqual(renewed)
    state.value = undefined
    expect(await vault.read()).toBeUndefined()
  })

  test('in memory is nothing once a sign-out made it invalid', async () => {
    const { vault, state } = world(refused)
    state.reads = false
    await vault.replace(refused)
    expect(vault.peek()).toBeUndefined()
    await expect(vault.read()).rejects.toMatchObject(storageError)
  })

  test('is made from the record that was seen last, where storage does not answer', async () => {
    for (const look of ['peek', 'read'] as const) {
      const { vault, state } = world(first)
      await vault[look]()
      state.reads = false
      expect(await vault.replaceIfSame(first, renewed)).toBe(true)
      expect(await vault.read()).toEqual(renewed)
    }
    const { vault, state } = world(first)
    state.reads = false
    expect(await vault.replaceIfSame(first, renewed)).toBe(false)
    await expect(vault.read()).rejects.toMatchObject(storageError)
  })

  test('is not made from an older record that a first paint found', async () => {
    const { vault, state } = world(renewed)
    await vault.read()
    state.value = first
    vault.peek()
    state.reads = false
    expect(await vault.replaceIfSame(renewed, record(1, 2))).toBe(true)
  })

  test('that found nothing to change keeps what is stored where the write fails', async () => {
    const { vault, state } = world(later)
    state.writes = false
    expect(await vault.replaceIfSame(first, renewed)).toBe(false)
    expect(state).toMatchObject({ value: later, cleared: 0 })
    state.value = undefined
    expect(await vault.read()).toBeUndefined()
  })

  test('whose refresh token stays the same leaves it to the other tabs where the write fails', async () => {
    const { vault, state } = world(first)
    state.writes = false
    const paused = { ...first, renewals: 1 }
    expect(await vault.replaceIfSame(first, paused)).toBe(true)
    expect(state.cleared).toBe(0)
    expect(await vault.read()).toEqual(paused)
  })
})

describe('a login', () => {
  test('is written over whatever is stored, and says what that was', async () => {
    for (const stored of [...broken, refused, first]) {
      const { vault, state } = world(stored)
      const before = typeof stored === 'object' && stored.loginAt !== 'now' ? stored : undefined
      expect(await vault.replace(later)).toEqual({ written: later, before })
      expect(state.value).toEqual(later)
    }
  })

  test('is made newer than the record that it replaces', async () => {
    const { vault, state } = world(later)
    const newer = { ...first, loginAt: later.loginAt + 1 }
    expect(await vault.replace(first)).toEqual({ written: newer, before: later })
    expect(state.value).toEqual(newer)
    expect((await vault.replace(record(6))).written.loginAt).toBe(7)
  })

  test('that cannot be written is in memory', async () => {
    const { vault, state } = world()
    state.writes = false
    expect(await vault.replace(first)).toEqual({ written: first, before: undefined })
    expect(await vault.read()).toEqual(first)
    expect(state.cleared).toBe(1)
  })
})

describe('the end', () => {
  test('takes what was stored, valid or not', async () => {
    for (const stored of [first, refused]) {
      const { vault, state } = world(stored)
      expect(await vault.take()).toEqual(stored)
      expect(state.value).toBeUndefined()
    }
  })

  test('takes what was in memory, and deletes what cannot be written', async () => {
    const { vault, state } = world(first)
    state.writes = false
    await vault.replaceIfSame(first, renewed)
    expect(await vault.take()).toEqual(renewed)
    expect(state.cleared).toBe(2)
    state.value = undefined
    expect(await vault.read()).toBeUndefined()
  })

  test('of a record that storage did not give is that of the one seen last', async () => {
    const { vault, state } = world(first)
    await vault.read()
    state.reads = false
    expect(await vault.take()).toEqual(first)
    expect(await vault.take()).toBeUndefined()
  })
})

describe('what is no valid record', () => {
  test.each(broken)('is deleted: %j', async (stored) => {
    const { vault, state } = world(stored)
    expect(await vault.removeInvalid()).toBeUndefined()
    expect(state.value).toBeUndefined()
  })

  test('is deleted and returned where it was a record, whose grant is to be revoked', async () => {
    const { vault, state } = world(refused)
    expect(await vault.removeInvalid()).toEqual(refused)
    expect(state.value).toBeUndefined()
  })

  test('is not the valid one, which stays without a write', async () => {
    const { vault, state } = world(first)
    expect(await vault.removeInvalid()).toBeUndefined()
    expect(state).toMatchObject({ value: first, written: 0, warnings: [] })
  })
})
