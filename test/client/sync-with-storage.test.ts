// @vitest-environment node

import { expect, test } from 'vitest'
import type { Context } from '../../src/client/context.js'
import { syncWithStorage } from '../../src/client/sync-with-storage.js'
import { AuthError } from '../../src/errors.js'
import { createCurrentSession } from '../../src/session/current-session.js'
import type { Claims, SessionRecord } from '../../src/session/record.js'

const ada: SessionRecord = {
  afterSignOut: 0,
  loginAt: 1,
  renewals: 0,
  claims: { sub: 'ada' },
  tokens: {},
  renewable: true,
  jkt: 'lost',
}
const grace: SessionRecord = { ...ada, loginAt: 2, claims: { sub: 'grace' }, jkt: 'kept' }

/** A page that shows Ada's session, whose key is lost, while `meanwhile` happens as the record is deleted. */
function world(meanwhile: (stored: { record: SessionRecord | undefined }) => boolean) {
  const stored: { record: SessionRecord | undefined } = { record: ada }
  const current = createCurrentSession<Claims>(
    (claims) => claims,
    () => {},
  )
  current.show(ada, 'restored')
  const context = {
    current,
    vault: {
      read: async () => stored.record,
      replaceIfSame: async () => meanwhile(stored),
    },
    prover: {
      lostKey: async (jkt: string) => (jkt === 'lost' ? new AuthError('dpop-key-lost', {}) : undefined),
    },
    signOuts: { last: () => 0, whyGone: () => 'expired' },
    warn: async () => {},
  }
  return { current, context: context as unknown as Context<Claims> }
}

test('a session whose key is lost ends with the reason', async () => {
  const { current, context } = world((stored) => {
    stored.record = undefined
    return true
  })
  expect(await syncWithStorage(context)).toBe(true)
  expect(current.session.get()).toMatchObject({ reason: 'failed', error: { code: 'dpop-key-lost' } })
})

test('where another session is stored by then, that one is shown', async () => {
  const { current, context } = world((stored) => {
    stored.record = grace
    return false
  })
  expect(await syncWithStorage(context)).toBe(true)
  expect(current.session.get()).toMatchObject({ user: { sub: 'grace' } })
})

test('a login that this page finishes meanwhile does not end as a session whose key is lost', async () => {
  const { current, context } = world(() => {
    current.show(grace, 'login')
    return true
  })
  expect(await syncWithStorage(context)).toBe(true)
  expect(current.session.get()).toMatchObject({ user: { sub: 'grace' } })
})
