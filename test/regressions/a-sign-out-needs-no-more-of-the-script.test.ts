import { expect, test, vi } from 'vitest'
import { clientId, issuer } from '../world/server.js'
import { createWorld } from '../world/world.js'

vi.mock('../../src/client/engine.js', () => {
  throw new Error('gone with the last release')
})

test('where the rest of the script cannot be had any more, a sign-out forgets here and does not reject', async () => {
  const { browser, clock, client } = createWorld()
  const tab = browser.openTab()
  const token = { value: 'access-1', scope: [], receivedAt: clock.now(), expiresInMs: 3_600_000 }
  const record = { revision: 'r', claims: { sub: 'ada' }, tokens: { '': token }, renewable: false, since: 0, after: 0 }
  tab.session.set(`hallpass1 ${issuer} ${clientId}`, JSON.stringify(record))
  const here = client(tab, { remember: 'tab' })
  expect((await here.start()).status).toBe('signed-in')
  await here.logout()
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
  expect(JSON.stringify([...tab.session])).not.toContain('access-1')
  expect(here.events).toContainEqual({ type: 'warning', error: expect.objectContaining({ code: 'network' }) })
})
