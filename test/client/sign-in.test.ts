import { expect, test } from 'vitest'
import { createWorld } from '../../src/testing/index.js'

test('a person signs in, and the page has a user, a token and its URL back', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab('https://app.example/?a=1&b=%20c#part'))
  expect(client.session.get()).toMatchObject({
    status: 'signed-in',
    user: { sub: 'ada' },
    scope: ['openid', 'offline_access'],
  })
  expect(tab.url).toBe('https://app.example/?a=1&b=%20c#part')
  expect(await client.accessToken()).toMatch(/^access-/)
  expect(server.requests).toEqual(['.well-known/openid-configuration', 'token'])
})
