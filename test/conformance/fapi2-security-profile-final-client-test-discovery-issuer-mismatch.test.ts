// @vitest-environment node
import { expect, test } from 'vitest'
import { createFapiSuite, fapiOptions } from './fapi-suite.js'

test('metadata of another issuer stops the login', async () => {
  const { world } = createFapiSuite()
  world.server.metadata.issuer = 'https://other.example'
  const tab = world.browser.openTab()
  await expect(world.client(tab, fapiOptions()).login()).rejects.toMatchObject({ code: 'configuration' })
  expect(tab.leftFor).toBe(undefined)
})
