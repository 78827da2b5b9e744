// @vitest-environment node
import { SignJWT } from 'jose'
import { test } from 'vitest'
import { createFapiSuite, expectNoCall } from './fapi-suite.js'
import { createKey } from './suite.js'

test('an ID Token signed with an algorithm that FAPI does not allow signs nobody in', async () => {
  const suite = createFapiSuite()
  const { server } = suite.world
  server.metadata.id_token_signing_alg_values_supported = ['ES256', 'RS256']
  const rsa = await createKey('rsa')
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'jwks') return Response.json({ keys: [rsa.jwk] })
    const answer = await proceed()
    if (endpoint !== 'token') return answer
    const body = await answer.json()
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
    const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'rsa' })
    return Response.json({ ...body, id_token: await jwt.sign(rsa.privateKey) }, { headers: answer.headers })
  }
  await expectNoCall(suite)
})
