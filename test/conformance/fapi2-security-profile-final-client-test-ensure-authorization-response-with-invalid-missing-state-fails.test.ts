// @vitest-environment node
import { expect, test } from 'vitest'
import { createFapiSuite } from './fapi-suite.js'

test('no `state` in the answer signs nobody in, and no code is sent', async () => {
  const { world, signIn } = createFapiSuite()
  const { server } = world
  const { authorize } = server
  server.authorize = (request) => {
    const url = new URL(authorize(request))
    url.searchParams.delete('state')
    return url.href
  }
  const { client } = await signIn()
  expect(client.session.get()).toMatchObject({ status: 'signed-out' })
  await expect(client.fetch('https://api.example/accounts')).rejects.toMatchObject({ code: 'signed-out' })
  expect(server.requests).not.toContain('token')
})
