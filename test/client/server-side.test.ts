// @vitest-environment node
import { expect, test } from 'vitest'
import { createClient } from '../../src/index.js'

test('on a server a client can be made, started and read, and does nothing', async () => {
  const client = createClient({ issuer: 'https://login.example', clientId: 'app' })
  expect(client.session.get()).toEqual({ status: 'loading' })
  expect(await client.start({ require: true })).toEqual({ status: 'loading' })
  expect(client.session.get()).toEqual({ status: 'loading' })
  await expect(client.login()).rejects.toMatchObject({ code: 'configuration' })
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  client.close()
})
