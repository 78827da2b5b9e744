// @vitest-environment node
import { expect, test } from 'vitest'
import { userInfo } from '../../src/userinfo/index.js'
import { createSuite } from './suite.js'

test('what UserInfo says of another person is refused', async () => {
  const suite = await createSuite()
  suite.misbehave.userInfo = (claims) => ({ ...claims, sub: 'eve' })
  const { client } = await suite.signIn()
  await expect(userInfo(client)).rejects.toMatchObject({ code: 'invalid-response' })
})
