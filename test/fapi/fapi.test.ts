// @vitest-environment node

import { expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import { type Fapi2Options, fapi2 } from '../../src/fapi/index.js'
import type { Claims } from '../../src/index.js'
import { until } from '../../src/testing/index.js'
import { createFapiSuite, fapiOptions } from '../conformance/fapi-suite.js'

const complete = {
  issuer: 'https://login.example',
  clientId: 'app',
  redirectUri: 'https://app.example/',
  dpop: dpop(),
}

test.each([
  ['server', { server: '/oauth/acme' }],
  ['dialect', { dialect: {} }],
  ['pushed', { pushed: false }],
  ['redirectUri', { redirectUri: '' }],
  ['dpop', { dpop: undefined }],
  ['dpop', { dpop: dpop({ required: false }) }],
  ['apis', { apis: [{ url: 'https://api.example', dpop: false }] }],
])('%s that the profile does not allow is refused at once', (option, wrong) => {
  expect(() => fapi2({ ...complete, ...wrong } as Fapi2Options<Claims>)).toThrow(
    expect.objectContaining({ code: 'configuration', details: { option } }),
  )
})

test.each([
  ['pushed_authorization_request_endpoint', undefined],
  ['jwks_uri', undefined],
  ['authorization_response_iss_parameter_supported', undefined],
  ['authorization_response_iss_parameter_supported', 'true'],
  ['code_challenge_methods_supported', ['plain']],
  ['dpop_signing_alg_values_supported', undefined],
  ['id_token_signing_alg_values_supported', ['RS256']],
])('a server whose %s is %j is refused before anybody leaves for it', async (name, value) => {
  const { world } = createFapiSuite()
  world.server.dpop = false
  world.server.metadata[name] = value
  const tab = world.browser.openTab()
  await expect(world.client(tab, fapiOptions()).login()).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining(name),
  })
  expect(tab.leftFor).toBe(undefined)
  expect(world.server.requests).not.toContain('par')
})

test('the request is pushed, with the key of the tokens, and the URL says nothing', async () => {
  const { world } = createFapiSuite()
  const forms: URLSearchParams[] = []
  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'par') forms.push(new URLSearchParams(await request.clone().text()))
    return proceed()
  }
  const tab = world.browser.openTab()
  world
    .client(tab, fapiOptions())
    .login()
    .catch(() => {})
  const { searchParams } = new URL(await until(() => tab.leftFor))
  expect([...searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
  expect(forms[0]?.get('dpop_jkt')).toHaveLength(43)
  expect(forms[0]?.get('redirect_uri')).toBe('https://app.example/')
})

test('a token that is bound to no key is refused', async () => {
  const { world, signIn } = createFapiSuite()
  world.server.tokenResponse = (body) => ({ ...body, token_type: 'Bearer' })
  const { client } = await signIn()
  expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'configuration' } })
})
