// @vitest-environment node
import { expect, test } from 'vitest'
import { userInfo } from '../../src/userinfo/index.js'
import { createSuite } from './suite.js'

test('a token that has ended is renewed, and UserInfo is asked with the new one', async () => {
  const suite = await createSuite()
  const { client } = await suite.signIn()
  const before = await client.accessToken()
  suite.world.clock.advance(3_600_000)
  expect(await userInfo(client)).toMatchObject({ sub: 'ada' })
  expect(await client.accessToken()).not.toBe(before)
  expect(suite.asked).toEqual([`Bearer ${await client.accessToken()}`])
})
