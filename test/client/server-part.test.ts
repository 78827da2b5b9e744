// @vitest-environment node

import { expect, test } from 'vitest'
import { createMediatedWorld } from '../world/mediated.js'

test.each([
  ['access_denied', 'login-refused', 'sign-in'],
  ['invalid_scope', 'configuration', 'fix'],
])('a login that the provider answers with %s through the server part is %s', async (error, code, recovery) => {
  const { browser, open, comeBack } = createMediatedWorld()
  const tab = browser.openTab()
  open(tab)
    .login()
    .catch(() => {})
  const back = open(await comeBack(tab, error))
  expect(await back.start()).toMatchObject({
    status: 'signed-out',
    reason: 'failed',
    error: { code, recovery, details: { error } },
  })
})
