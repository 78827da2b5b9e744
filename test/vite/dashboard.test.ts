// @vitest-environment node
import { expect, test } from 'vitest'
import { createTellingServer } from '../../src/vite/create-dev-authorization-server.js'
import { serve } from './served.js'
import { createUserAgent } from './user-agent.js'

/** The text that a person sees, without the HTML. */
async function bodyOf(issuer: string): Promise<string> {
  const html = await (await fetch(`${issuer}/dashboard/body`)).text()
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}

test('shows who is signed in where, since when and for how long, and no token', async () => {
  await using served = await serve({ accessTokenTtlSeconds: 60 })
  const agent = createUserAgent(served)
  const tokens = await agent.signIn('ada')
  const renewed = await agent.refresh(tokens.refresh_token)
  const html = await (await fetch(`${served.issuer}/dashboard`)).text()
  expect(await bodyOf(served.issuer)).toMatch(/1 sign-in .*Ada Lovelace at spa .*1 renewal/)
  // The access token's; the clock goes on meanwhile.
  expect(html).toMatch(/<progress max="60" value="\d\d?"/)
  for (const token of [
    tokens.access_token,
    tokens.refresh_token,
    tokens.id_token,
    renewed.body.refresh_token,
  ]) {
    expect(html).not.toContain(String(token).slice(0, -5))
  }
})

test('tells each request in plain words: a sign-in, a renewal, and the second use of a refresh token', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const tokens = await agent.signIn('ada')
  await agent.refresh(tokens.refresh_token)
  await agent.refresh(tokens.refresh_token)
  await agent.navigate(agent.authorizationUrl(agent.request({ prompt: 'none', login_hint: 'ada' })))
  const text = await bodyOf(served.issuer)
  for (const sentence of [
    'The sign-in page worked: Shown',
    'Continue as Ada Lovelace',
    'Signed in: an access token for 300 seconds and a refresh token',
    'Renewed: a new access token for 300 seconds; the refresh token was replaced, and the old one is used up',
    'The refresh token was used twice: the grant was revoked, with all its tokens (invalid_grant)',
    'with a code, without a page',
  ]) {
    expect(text).toContain(sentence)
  }
})

test('nothing of a request that is secret is in its log', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const asked = agent.request()
  const callback = await agent.pick(asked, 'ada')
  const tokens = await agent.redeem(callback, asked)
  await agent.post('/revoke', { client_id: 'spa', token: tokens.refresh_token ?? '' })
  const html = await (await fetch(`${served.issuer}/dashboard`)).text()
  for (const secret of [
    callback.searchParams.get('code') ?? '',
    asked.verifier,
    tokens.refresh_token ?? '',
    tokens.id_token,
    asked.parameters.state ?? '',
  ]) {
    expect(secret.length).toBeGreaterThan(8)
    expect(html).not.toContain(secret)
  }
})

test('names of people, clients and scopes are text, and never HTML', async () => {
  await using served = await serve({
    users: [{ sub: '"><i>', name: '<b>Bobby</b>', email: '<u>' }],
    clients: [{ clientId: 'spa', name: '<s>' }],
  })
  const agent = createUserAgent(served)
  await agent.signIn('"><i>', { scope: 'openid offline_access' })
  await agent.navigate(agent.authorizationUrl(agent.request({ scope: '<q>', prompt: '<p2>' })))
  expect(await (await fetch(`${served.issuer}/dashboard`)).text()).not.toMatch(/<(i|b|u|s|q|p2)>/)
})

test('works without its script: a form is sent, and the page comes back', async () => {
  await using served = await serve()
  const send = (action: string, fields: Record<string, string>) =>
    fetch(`${served.issuer}/dashboard/${action}`, {
      method: 'POST',
      headers: { origin: served.origin },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
  const done = await send('settings', { requireDPoP: 'true' })
  expect([done.status, done.headers.get('location')]).toEqual([303, '/oidc/dashboard'])
  expect(await (await fetch(`${served.issuer}/dashboard`)).text()).toMatch(
    /id="settings-requireDPoP" aria-checked="true"/,
  )
  const refused = await send('status', { status: '700' })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('status: send a status from 400 to 599')
})

test('runs its own script and style and nothing else, and is in nobody’s frame', async () => {
  await using served = await serve()
  const response = await fetch(`${served.issuer}/dashboard`)
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(await response.text()).not.toMatch(/<style|<script>| style=| on\w+=/)
})

test('the lines for an app and an API have the issuer of this port', async () => {
  await using served = await serve()
  const text = await bodyOf(served.issuer)
  expect(text).toContain(`issuer: &#39;${served.issuer}&#39;`)
  expect(text).toContain(`audience: &#39;${served.origin}/api&#39;`)
})

test('an oidc-provider that is not installed is said on the page and to the app', async () => {
  const told: string[] = []
  const missing = createTellingServer(
    {},
    (message) => told.push(message),
    () => Promise.reject(new Error('Install it with: npm install --save-dev oidc-provider')),
  )
  await using served = await serve({}, () => (request, response) => missing.handle(request, response))
  const page = await fetch(`${served.issuer}/authorize`, { headers: { accept: 'text/html' } })
  expect(page.status).toBe(503)
  expect(await page.text()).toContain('npm install --save-dev oidc-provider')
  const headers = { origin: 'http://localhost:1' }
  const metadata = await fetch(`${served.issuer}/.well-known/openid-configuration`, { headers })
  expect(metadata.headers.get('access-control-allow-origin')).toBe('http://localhost:1')
  expect(await metadata.json()).toEqual({
    error: 'server_error',
    error_description: 'Install it with: npm install --save-dev oidc-provider',
  })
  expect(told).toHaveLength(1)
})

test('where an API may be on any port, the app that is shown names it, so that its token is for it', async () => {
  await using named = await serve()
  expect(await bodyOf(named.issuer)).toContain(`apis: [&#39;${named.origin}/api&#39;]`)
  await using anyPort = await serve({ apis: [{ resource: 'http://localhost:*' }] })
  const resource = 'http://localhost:3000'
  expect(await bodyOf(anyPort.issuer)).toContain(
    `apis: [{ url: &#39;${resource}&#39;, resource: &#39;${resource}&#39; }]`,
  )
  const agent = createUserAgent(anyPort)
  const { access_token } = await agent.signIn('ada', { resource })
  expect(JSON.parse(atob(access_token.split('.')[1] ?? ''))).toMatchObject({ aud: resource })
})
