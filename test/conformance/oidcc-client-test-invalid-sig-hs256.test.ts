// @vitest-environment node
import { base64url, SignJWT } from 'jose'
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token with an HMAC signs nobody in, also where the metadata names HS256', async () => {
  const suite = await createSuite()
  suite.world.server.metadata.id_token_signing_alg_values_supported = ['RS256', 'HS256']
  const { intercept } = suite.world.server
  suite.world.server.intercept = async (endpoint, proceed, request) => {
    const answer = await (intercept?.(endpoint, proceed, request) ?? proceed())
    if (endpoint !== 'token') return answer
    const body = await answer.json()
    const claims = JSON.parse(Buffer.from(base64url.decode(body.id_token.split('.')[1])).toString())
    const secret = new TextEncoder().encode('app'.padEnd(32, '0'))
    const id_token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret)
    return Response.json({ ...body, id_token })
  }
  await expectRefused(suite)
})
