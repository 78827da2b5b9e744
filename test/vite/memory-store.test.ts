// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryStore } from '../../src/vite/memory-store.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a record survives thousands of younger ones', async () => {
  const adapter = createMemoryStore().adapter('RefreshToken')
  await adapter.upsert('quiet', { accountId: 'ada' }, 3600)
  for (let index = 0; index < 5000; index += 1) await adapter.upsert(`busy ${index}`, {}, 3600)
  expect(await adapter.find('quiet')).toEqual({ accountId: 'ada' })
})

test('a record is gone when its time is up', async () => {
  const adapter = createMemoryStore().adapter('RefreshToken')
  await adapter.upsert('short', { uid: 'u' }, 10)
  vi.advanceTimersByTime(9_999)
  expect(await adapter.findByUid('u')).toBeDefined()
  vi.advanceTimersByTime(1)
  expect(await adapter.find('short')).toBeUndefined()
  expect(await adapter.findByUid('u')).toBeUndefined()
})

test('a grant takes its own tokens along, of the model that is asked', async () => {
  const factory = createMemoryStore().adapter
  const refreshTokens = factory('RefreshToken')
  await refreshTokens.upsert('mine', { grantId: 'g1' }, 10)
  await refreshTokens.upsert('other', { grantId: 'g2' }, 10)
  await factory('AccessToken').upsert('mine', { grantId: 'g1' }, 10)
  await refreshTokens.revokeByGrantId('g1')
  expect(await refreshTokens.find('mine')).toBeUndefined()
  expect(await refreshTokens.find('other')).toBeDefined()
  expect(await factory('AccessToken').find('mine')).toBeDefined()
})
