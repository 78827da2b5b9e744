import { expect, test } from 'vitest'
import { createWorld, until } from '../../src/testing/index.js'

test.each([
  '//evil.example/',
  '/.//evil.example/',
  '/%2fevil.example/',
  '/%5cevil.example/',
  '/%09/evil.example/',
])('a router gets no path that is a URL of another host from somebody who signs in at %s', async (path) => {
  const world = createWorld()
  const tab = world.browser.openTab(`https://app.example${path}`)
  world
    .client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(world.server.authorize(await until(() => tab.leftFor)))
  const told: string[] = []
  await world.client(back, { onReturn: (url) => void told.push(url) }).start()
  expect(told).toEqual(['https://app.example/'])
})
