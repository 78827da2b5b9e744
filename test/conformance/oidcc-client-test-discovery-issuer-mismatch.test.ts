// @vitest-environment node
import { expect, test } from 'vitest'
import { createSuite } from './suite.js'

test('with the metadata of another issuer nobody leaves for it', async () => {
  const { world } = await createSuite()
  world.server.metadata.issuer = 'https://other.example'
  const tab = world.browser.openTab()
  await expect(world.client(tab).login()).rejects.toMatchObject({ code: 'configuration' })
  expect(tab.leftFor).toBeUndefined()
})
