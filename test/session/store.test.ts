// @vitest-environment node

import { expect, test, vi } from 'vitest'
import { createStore } from '../../src/session/store.js'

test('a listener is told of the value now and after each change, until it stops', () => {
  const { get, set, subscribe } = createStore(1)
  const told: number[] = []
  const stop = subscribe((value) => told.push(value))
  set(2)
  set(2)
  expect(stop()).toBeUndefined()
  set(3)
  expect(told).toEqual([1, 2])
  expect(get()).toBe(3)
})

test('one function that listens twice is two listeners', () => {
  const { set, subscribe } = createStore(1)
  const told: number[] = []
  const listener = (value: number) => told.push(value)
  const stop = subscribe(listener)
  subscribe(listener)
  stop()
  set(2)
  expect(told).toEqual([1, 1, 2])
})

test('a listener that another one stops is not told any more, and one that is added is told once', () => {
  const { set, subscribe } = createStore(1)
  const told: string[] = []
  let added = false
  subscribe((value) => {
    if (value === 1) return
    stop()
    if (!added) subscribe((later) => told.push(`added ${later}`))
    added = true
  })
  const stop = subscribe((value) => told.push(`stopped ${value}`))
  set(2)
  expect(told).toEqual(['stopped 1', 'added 2'])
})

test('a value that a listener sets is the last that every listener is told of', () => {
  const { set, subscribe } = createStore(1)
  const told: string[] = []
  subscribe((value) => {
    told.push(`first ${value}`)
    if (value === 2) set(3)
  })
  subscribe((value) => told.push(`second ${value}`))
  set(2)
  expect(told).toEqual(['first 1', 'second 1', 'first 2', 'first 3', 'second 3'])
})

test('an error of a listener goes to the page, and keeps no other listener from being told', () => {
  const later: (() => void)[] = []
  vi.stubGlobal('queueMicrotask', (run: () => void) => later.push(run))
  try {
    const { set, subscribe } = createStore(1)
    const told: number[] = []
    subscribe(() => {
      throw new Error('of the app')
    })
    subscribe((value) => told.push(value))
    set(2)
    expect(told).toEqual([1, 2])
    expect(later).toHaveLength(2)
    for (const run of later) expect(run).toThrow('of the app')
  } finally {
    vi.unstubAllGlobals()
  }
})
