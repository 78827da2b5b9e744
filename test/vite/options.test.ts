// @vitest-environment node
import { expect, test } from 'vitest'
import { serve } from './served.js'
import { createUserAgent } from './user-agent.js'

test('an origin with every port is good for each, and for no other host', async () => {
  await using served = await serve({ clients: [{ clientId: 'spa', origins: ['http://localhost:*'] }] })
  const agent = createUserAgent(served)
  const errorFor = async (redirect_uri: string) => {
    const { url, response } = await agent.navigate(agent.authorizationUrl(agent.request({ redirect_uri })))
    return url.href.includes('/sign-in/') ? 'none' : /invalid_\w+/.exec(await response.text())?.[0]
  }
  expect(await errorFor('http://localhost:4200/callback')).toBe('none')
  expect(await errorFor('http://localhost/callback')).toBe('none')
  for (const uri of [
    'https://localhost:4200/',
    'http://localhost.evil.example:4200/',
    'http://evil.example/#http://localhost:1/',
    'http://localhost:1@evil.example/',
  ]) {
    expect(await errorFor(uri)).toBe('invalid_redirect_uri')
  }
})

test('an API with every port gives each URL a token of its own, and none to another host', async () => {
  await using served = await serve({ apis: [{ resource: 'http://localhost:*' }] })
  const agent = createUserAgent(served)
  const resource = 'http://localhost:8080/orders'
  const { access_token } = await agent.signIn('ada', { resource })
  const [, payload = ''] = access_token.split('.')
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).aud).toBe(resource)
  const { url } = await agent.navigate(
    agent.authorizationUrl(agent.request({ resource: 'http://evil.example' })),
  )
  expect(url.searchParams.get('error')).toBe('invalid_target')
})

test('a scope of its own brings its claims, and is no claim of openid', async () => {
  await using served = await serve({
    users: [{ sub: 'ada', name: 'Ada', team: 'engines', shoe_size: 37 }],
    scopes: { work: ['team'] },
  })
  const agent = createUserAgent(served)
  const claimsFor = async (scope: string) => {
    const { access_token } = await agent.signIn('ada', { scope })
    return (await (await agent.userinfo(access_token)).json()) as Record<string, unknown>
  }
  expect(await claimsFor('openid work')).toEqual({ sub: 'ada', shoe_size: 37, team: 'engines' })
  expect(await claimsFor('openid')).toEqual({ sub: 'ada', shoe_size: 37 })
})
