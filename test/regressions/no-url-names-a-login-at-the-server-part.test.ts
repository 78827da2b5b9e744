// @vitest-environment node

import { expect, test } from 'vitest'
import { until } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

test('a URL that names a login at the server part, as it is stored, is left to the app', async () => {
  const world = createMediatedWorld()
  const tab = world.browser.openTab()
  const visitor = world.open(tab)
  await visitor.start()
  visitor.login().catch(() => {})
  await until(() => tab.leftFor)
  const [{ state }] = JSON.parse(tab.effects.storage.tab.get('hallpass1 logins') ?? '[]')
  const url = `https://app.example/?${new URLSearchParams({ state, code: 'made-up' })}`
  const next = tab.load(url)
  const client = world.open(next)
  await client.start()
  expect(next.url).toBe(url)
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
})
