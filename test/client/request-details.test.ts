// @vitest-environment node

import { expect, test } from 'vitest'
import { authorizationDetails, claimsRequest } from '../../src/index.js'
import { createWorld, until } from '../../src/testing/index.js'

test('claims are asked for as OpenID Connect Core, section 5.5, has it', () => {
  const asked = claimsRequest({
    idToken: { auth_time: true, acr: { essential: true, values: ['urn:mace:incommon:iap:silver'] } },
    userinfo: { email: true, verified: { value: true } },
  })
  expect(JSON.parse(asked)).toEqual({
    id_token: { auth_time: null, acr: { essential: true, values: ['urn:mace:incommon:iap:silver'] } },
    userinfo: { email: null, verified: { value: true } },
  })
  expect(claimsRequest({ idToken: { acr: true } })).toBe('{"id_token":{"acr":null}}')
})

test('a login sends both, and `prompt=create`', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const details = [{ type: 'payment_initiation', actions: ['initiate'], amount: '12.30' }]
  client(tab)
    .login({
      prompt: 'create',
      params: {
        claims: claimsRequest({ idToken: { acr: true } }),
        authorization_details: authorizationDetails(details),
      },
    })
    .catch(() => {})
  const { searchParams } = new URL(await until(() => tab.leftFor))
  expect(searchParams.get('prompt')).toBe('create')
  expect(JSON.parse(searchParams.get('claims') ?? '')).toEqual({ id_token: { acr: null } })
  expect(JSON.parse(searchParams.get('authorization_details') ?? '')).toEqual(details)
})
