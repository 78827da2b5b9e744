// @vitest-environment node
import { expect, test } from 'vitest'
import { userInfo } from '../../src/userinfo/index.js'
import { createSuite } from './suite.js'

test('UserInfo is asked with the token in the header', async () => {
  const suite = await createSuite()
  const { client } = await suite.signIn()
  await userInfo(client)
  expect(suite.asked).toEqual([`Bearer ${await client.accessToken()}`])
})
