// @vitest-environment node
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Served, serve } from './served.js'
import { createUserAgent } from './user-agent.js'

let served: Served

beforeAll(async () => {
  served = await serve()
})

afterAll(() => served[Symbol.asyncDispose]())

/** Where a browser with an empty profile ends up. */
async function goTo(parameters: Record<string, string>, headers: Record<string, string> = {}) {
  const agent = createUserAgent(served)
  const asked = agent.request(parameters)
  const { url, response } = await agent.navigate(agent.authorizationUrl(asked), { headers })
  return { agent, asked, url, response }
}

test.each(['ada', 'ada@example.com'])('login_hint=%s signs in without a page', async (login_hint) => {
  const { agent, asked, url } = await goTo({ login_hint })
  const { access_token } = await agent.redeem(url, asked)
  expect(await (await agent.userinfo(access_token)).json()).toMatchObject({ sub: 'ada' })
})

test.each(['login', 'select_account', 'consent'])(
  'login_hint with prompt=%s shows the page, since the request wants the person to be asked',
  async (prompt) => {
    const { response } = await goTo({ login_hint: 'ada', prompt })
    expect(await response.text()).toContain('Who is signing in?')
  },
)

test('a login_hint that names nobody here shows the page, which says so', async () => {
  const { response } = await goTo({ login_hint: 'eve@<i>' })
  expect(await response.text()).toContain(
    'suggests <code>eve@&lt;i&gt;</code>, and nobody here is called that',
  )
})

test('test_login=1 skips the page whatever the prompt', async () => {
  const { url } = await goTo({ login_hint: 'grace', prompt: 'login', test_login: '1' })
  expect(url.searchParams.get('code')).toBeTypeOf('string')
})

test('test_login=1 for nobody known is an error of the sign-in, which says who is known', async () => {
  const { url } = await goTo({ login_hint: 'eve', test_login: '1' })
  expect(url.searchParams.get('error')).toBe('access_denied')
  expect(url.searchParams.get('error_description')).toContain('ada, alan, grace')
})

test('the header x-test-login names who signs in, in the place of what the request says', async () => {
  const agent = createUserAgent(served)
  const asked = agent.request({ prompt: 'select_account' })
  const headers = { 'x-test-login': 'alan' }
  // A browser that a test has told to send the header sends it with every request.
  const { url } = await agent.navigate(agent.authorizationUrl(asked), { headers })
  const { access_token } = await agent.redeem(url, asked)
  expect(await (await agent.userinfo(access_token)).json()).toMatchObject({ sub: 'alan' })
})

test('the page names the authentication context that the request wants, and links the dashboard', async () => {
  const { response } = await goTo({ acr_values: 'mfa' })
  const html = await response.text()
  expect(html).toContain('<code>mfa</code>')
  expect(html).toContain('href="/oidc/dashboard"')
})

test('no inline style or script is allowed but the style of the page, by its hash', async () => {
  const { response } = await goTo({})
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("style-src 'sha256-")
  expect(policy).not.toContain('unsafe')
  expect(await response.text()).not.toMatch(/ style=| on\w+=/)
})
