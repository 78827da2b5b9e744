import { afterEach, expect, test, vi } from 'vitest'
import { createClient, logoutByPost } from '../../src/index.js'
import { createWorld, settle, testIssuer, until } from '../../src/testing/index.js'

afterEach(() => {
  document.body.replaceChildren()
  vi.restoreAllMocks()
})

test('a form is posted with the ID Token, however long, after the session is forgotten here', async () => {
  const submit = vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(() => {})
  const world = createWorld()
  world.server.claims = (claims) => ({ ...claims, groups: 'x'.repeat(9000) })
  const { client, tab } = await world.signIn(world.browser.openTab())
  await logoutByPost(client)
  expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'logout' })
  expect(submit).toHaveBeenCalledTimes(1)
  const form = document.querySelector('form')
  expect(form).toMatchObject({ method: 'post', action: `${testIssuer}/logout` })
  const sent = Object.fromEntries(
    [...document.querySelectorAll('input')].map(({ name, value }) => [name, value]),
  )
  expect(sent).toMatchObject({ client_id: 'app', post_logout_redirect_uri: 'https://app.example/' })
  expect(sent.id_token_hint?.length).toBeGreaterThan(9000)
  expect(sent.state).toMatch(/^\d+-/)
  expect(tab.leftFor).toBe(undefined)
})

test('signing in whoever is signed out does not cut off the form that is on its way', async () => {
  const submit = vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(() => {})
  const world = createWorld()
  const { client, tab } = await world.signIn(world.browser.openTab())
  client.session.subscribe(({ status }) => {
    if (status === 'signed-out') client.login().catch(() => {})
  })
  await logoutByPost(client)
  await settle()
  expect(submit).toHaveBeenCalledTimes(1)
  expect(tab.leftFor).toBe(undefined)
  tab.leaveBackForwardCache()
  await until(() => tab.leftFor)
})

test('a server that has no sign-out of its own gets no form, and the grant is revoked', async () => {
  const world = createWorld()
  delete world.server.metadata.end_session_endpoint
  const { client } = await world.signIn(world.browser.openTab())
  await logoutByPost(client)
  expect(document.querySelector('form')).toBe(null)
  expect(world.server.requests.at(-1)).toBe('revoke')
})

test('with a server part it says to call logout()', async () => {
  const options = { issuer: testIssuer, clientId: 'app', server: '/oauth/acme' }
  await expect(logoutByPost(createClient(options))).rejects.toMatchObject({ code: 'configuration' })
})
