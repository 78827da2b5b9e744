// @vitest-environment node

import { expect, test } from 'vitest'
import { settle } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { acme } from '../server/setup.js'

test('a sign-out while the session of the cookie is opened sends the provider nothing', async () => {
  const { browser, clock, network, open } = createMediatedWorld()
  const urls: string[] = []
  network.instead = ({ url }) => {
    urls.push(url)
    return Response.json({ signed_in: true, access_token: 'access', expires_in: 600, claims: { sub: 'ada' } })
  }
  const client = open(browser.openTab(), {
    // Somebody signs out in another tab while the app makes its user.
    user: (claims) => {
      browser.local.set(`hallpass1 ${acme.issuer} client-1 signed-out`, `${clock.now() + 1}`)
      return claims
    },
  })
  expect(await client.start()).toMatchObject({ status: 'signed-out' })
  await settle()
  expect(urls).toEqual(['https://app.example/oauth/acme/session'])
  expect(browser.records.size).toBe(0)
  expect(client.events.filter(({ type }) => type === 'warning')).toEqual([])
})
