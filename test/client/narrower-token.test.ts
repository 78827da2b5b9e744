import { expect, test } from 'vitest'
import { createWorld, type Interceptor, settle } from '../../src/testing/index.js'

/** The forms that the token endpoint was sent, and answers with the scope that was asked for. */
function narrowing(forms: URLSearchParams[]): Interceptor {
  return async (endpoint, proceed, request) => {
    if (endpoint !== 'token') return proceed()
    const form = new URLSearchParams(await request.clone().text())
    forms.push(form)
    const response = await proceed()
    const scope = form.get('scope')
    return scope === null ? response : Response.json({ ...(await response.json()), scope })
  }
}

const scope = 'openid offline_access read:items write:items'

test('accessToken({ scope }) gets a token with these scopes only, and keeps it beside the other', async () => {
  const { browser, server, signIn } = createWorld()
  const forms: URLSearchParams[] = []
  const { client } = await signIn(browser.openTab(), { scope })
  server.intercept = narrowing(forms)
  const whole = await client.accessToken()
  const narrow = await client.accessToken({ scope: 'read:items' })
  expect(narrow).not.toBe(whole)
  expect(forms.map((form) => form.get('scope'))).toEqual(['read:items'])
  expect(await client.accessToken()).toBe(whole)
  expect(await client.accessToken({ scope: ['read:items'] })).toBe(narrow)
  expect(client.session.get()).toMatchObject({ scope: scope.split(' ') })
  expect(forms).toHaveLength(1)
})

test('the order of the scopes makes no other token, and no scope none at all', async () => {
  const { browser, server, signIn } = createWorld()
  const forms: URLSearchParams[] = []
  const { client } = await signIn(browser.openTab(), { scope })
  server.intercept = narrowing(forms)
  const one = await client.accessToken({ scope: 'write:items read:items' })
  expect(await client.accessToken({ scope: ['read:items', 'write:items'] })).toBe(one)
  expect(await client.accessToken({ scope: '' })).toBe(await client.accessToken())
  expect(forms).toHaveLength(1)
})

test('a narrower token is for one API where each has a token of its own', async () => {
  const { browser, server, signIn } = createWorld()
  const forms: URLSearchParams[] = []
  const apis = ['a', 'b'].map((name) => ({
    url: `https://${name}.example`,
    resource: `https://${name}.example`,
  }))
  const { client } = await signIn(browser.openTab(), { scope, apis })
  server.intercept = narrowing(forms)
  await client.accessToken({ resource: 'https://b.example', scope: 'read:items' })
  await client.accessToken({ resource: 'https://a.example', scope: 'read:items' })
  expect(forms.map((form) => [form.get('resource'), form.get('scope')])).toEqual([
    ['https://b.example', 'read:items'],
    ['https://a.example', 'read:items'],
  ])
})

test('a scope that the server does not give costs this call, and not the session', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab(), { scope })
  server.intercept = async (endpoint, proceed) =>
    endpoint === 'token' ? Response.json({ error: 'invalid_scope' }, { status: 400 }) : proceed()
  await expect(client.accessToken({ scope: 'delete:items' })).rejects.toMatchObject({ code: 'configuration' })
  expect(client.session.get()).not.toHaveProperty('trouble')
  expect(await client.accessToken()).toMatch(/^access-/)
})

test('a narrower token is gone after a sign-out, is nobody else’s, and goes along with no call', async () => {
  const { browser, client, server, signIn } = createWorld()
  const { client: ada } = await signIn(browser.openTab(), { scope })
  const other = client(browser.openTab(), { scope })
  const narrow = await other.accessToken({ scope: 'read:items' })
  await other.fetch('https://api.example/')
  expect(server.tokensSeen).not.toContain(narrow)
  await ada.logout({ everywhere: false })
  await settle()
  await expect(other.accessToken({ scope: 'read:items' })).rejects.toMatchObject({ code: 'signed-out' })
  expect(JSON.stringify([...browser.local, ...browser.records])).not.toContain(narrow)
  server.user = 'bob'
  await signIn(browser.openTab(), { scope })
  await settle()
  expect(await other.accessToken({ scope: 'read:items' })).not.toBe(narrow)
})
