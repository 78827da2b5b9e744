// @vitest-environment node
import { expect, test } from 'vitest'
import { userInfo } from '../../src/userinfo/index.js'
import { createSuite } from './suite.js'

test('scopes are asked for, and their claims are read', async () => {
  const suite = await createSuite()
  const claims = { email: 'ada@example.com', phone_number: '+44', address: { locality: 'London' } }
  suite.misbehave.userInfo = (others) => ({ ...others, ...claims })
  const scope = 'openid profile email phone address'
  const { client } = await suite.signIn({ scope })
  expect(client.session.get()).toMatchObject({ status: 'signed-in', scope: scope.split(' ') })
  expect(await userInfo(client)).toMatchObject(claims)
})
