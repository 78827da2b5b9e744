// @vitest-environment node
import { expect, test } from 'vitest'
import { frontChannelLogout } from '../../src/index.js'
import { testIssuer, until } from '../../src/testing/index.js'
import { createSuite } from './suite.js'

test('a sign-out by another client of the same server ends this one, in all tabs', async () => {
  const { signIn, world, misbehave } = await createSuite()
  misbehave.claims = (claims) => ({ ...claims, sid: 'session-1' })
  const { client } = await signIn()
  const frame = world.browser.openTab().load(`https://app.example/sign-out?iss=${testIssuer}&sid=session-1`)
  expect(await frontChannelLogout(world.client(frame))).toBe(true)
  await until(() => client.session.get().status === 'signed-out' || undefined)
  expect(client.session.get()).toMatchObject({ reason: 'other-tab' })
})
