// @vitest-environment node
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cognito } from '../../src/providers/index.js'
import { createWorld, testIssuer as issuer } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { acme, setup } from '../server/setup.js'

const groups = Array.from({ length: 400 }, (_, index) => `/department/with-a-long-name/group-${index}`)
const withSignOut = {
  endSession: 'rp-initiated',
  endpoints: { ...acme.endpoints, authorization: '', token: '', endSession: 'https://acme.test/sign-out' },
} as const
const provider = { ...withSignOut, endpoints: { ...withSignOut.endpoints, ...acme.endpoints } }

describe('a page', () => {
  test('with an ID Token too long for a URL leaves the hint out, and names the client', async () => {
    const { browser, server, signIn } = createWorld()
    server.claims = (claims) => ({ ...claims, groups })
    const { tab, client } = await signIn(browser.openTab())
    await client.logout()
    expect(tab.leftFor?.length).toBeLessThan(4000)
    expect(Object.fromEntries(new URL(tab.leftFor ?? '').searchParams)).toEqual({
      client_id: 'app',
      post_logout_redirect_uri: 'https://app.example/',
      state: expect.any(String),
    })
  })

  test('takes the `state` of its sign-out from the address bar on return, and nothing else', async () => {
    const { browser, client, signIn } = createWorld()
    const { tab, client: here } = await signIn(browser.openTab())
    await here.logout()
    const state = new URL(tab.leftFor ?? '').searchParams.get('state')
    const back = tab.load(`https://app.example/?lang=d%65&state=${state}&q=a+b#part`)
    expect(await client(back).start()).toEqual({ status: 'signed-out', reason: 'never' })
    expect(back.url).toBe('https://app.example/?lang=d%65&q=a+b#part')
    expect(back.history).toHaveLength(1)
  })

  test('does not sign in by itself when it comes back, though it requires a session', async () => {
    const { browser, client, signIn } = createWorld()
    const { tab, client: here } = await signIn(browser.openTab())
    await here.logout()
    const state = new URL(tab.leftFor ?? '').searchParams.get('state')
    const back = tab.load(`https://app.example/?state=${state}`)
    await client(back).start({ require: true })
    expect(back.leftFor).toBeUndefined()
    expect(back.url).toBe('https://app.example/')
  })

  test('never touches a `state` that it did not send', async () => {
    const { browser, client, signIn } = createWorld()
    const { tab, client: here } = await signIn(browser.openTab())
    await here.logout()
    const mine = new URL(tab.leftFor ?? '').searchParams.get('state') ?? ''
    const other = fc.oneof(
      fc.webQueryParameters(),
      fc.constantFrom('', 'undefined', mine.slice(1), `${mine}0`, mine.toUpperCase().replace('-', '--')),
    )
    await fc.assert(
      fc.asyncProperty(other, async (value) => {
        const back = tab.load(`https://app.example/?state=${value}&a=1`)
        const before = back.url
        const page = client(back)
        await page.start()
        page.close()
        expect(back.url).toBe(before)
      }),
      { numRuns: 10 },
    )
  }, 30_000)

  test('with blocked sessionStorage still sends a `state`', async () => {
    const { browser, signIn } = createWorld()
    const { tab, client } = await signIn(browser.openTab())
    browser.broken.add('tab')
    await client.logout()
    expect(new URL(tab.leftFor ?? '').searchParams.get('state')).toMatch(/^[\w-]{10,}$/)
  })

  test('of a server with parameters of its own sends these', async () => {
    const { browser, signIn } = createWorld()
    const { dialect } = cognito({ clientId: 'app', userPoolId: 'eu-central-1_AbC123', domain: 'x.example' })
    const { tab, client } = await signIn(browser.openTab(), { ...(dialect && { dialect }) })
    await client.logout()
    expect(tab.leftFor).toBe(
      `${issuer}/logout?client_id=app&logout_uri=${encodeURIComponent('https://app.example/')}`,
    )
  })
})

describe('a server part', () => {
  test('sends the provider the `state` of the page, which recognises it', async () => {
    const { browser, open, signIn } = createMediatedWorld('tab', { provider })
    const { tab, client } = await signIn(browser.openTab())
    await client.logout()
    const url = new URL(tab.leftFor ?? '')
    expect(url.href).toMatch(/^https:\/\/acme\.test\/sign-out\?/)
    const back = tab.load(`https://app.example/?state=${url.searchParams.get('state')}&page=2`)
    await open(back).start()
    expect(back.url).toBe('https://app.example/?page=2')
  })

  test.each([{}, { state: 'x y' }, { state: 'a'.repeat(201) }])(
    'makes a `state` of its own for %j',
    async (form) => {
      const { newPerson, signIn } = setup({ provider })
      const ada = newPerson()
      await signIn(ada)
      const { location } = await (await ada.call('/oauth/acme/logout', form)).json()
      expect(new URL(location).searchParams.get('state')).toMatch(/^[\w-]{43}$/)
    },
  )

  test('leaves out an ID Token that is too long for a URL', async () => {
    const endpoints = {
      ...provider.endpoints,
      endSession: `https://acme.test/sign-out?tenant=${'x'.repeat(3700)}`,
    }
    const { newPerson, signIn } = setup({ provider: { ...provider, endpoints } })
    const ada = newPerson()
    await signIn(ada)
    const { location } = await (await ada.call('/oauth/acme/logout')).json()
    expect(Object.keys(Object.fromEntries(new URL(location).searchParams))).toEqual([
      'tenant',
      'client_id',
      'post_logout_redirect_uri',
      'state',
    ])
  })
})
