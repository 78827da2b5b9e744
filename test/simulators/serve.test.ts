// @vitest-environment node

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { githubProvider } from '../../src/providers/index.js'
import { relocateProvider } from '../../src/providers/relocate.js'
import { simulateAll } from '../../src/simulators/all.js'
import { serveSimulators } from '../../src/simulators/serve.js'

test('a person signs in at a simulated GitHub over HTTP, and a server learns who it is', async () => {
  const client = { clientId: 'demo', clientSecret: 'demo-secret', anyRedirect: true }
  const server = createServer(serveSimulators(simulateAll(client)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { endpoints, profile } = relocateProvider(githubProvider, base)
  const query = new URLSearchParams({
    client_id: 'demo',
    redirect_uri: 'http://localhost:5173/oauth/github/callback',
    response_type: 'code',
    state: 'a state',
    scope: 'read:user user:email',
  })
  const page = await (await fetch(`${endpoints?.authorization}?${query}`)).text()
  expect(page).toContain('Continue as Ada')
  const [, action = ''] = /action="([^"]+)"/.exec(page) ?? []
  const form = action.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
  const click = await fetch(new URL(form, endpoints?.authorization), {
    method: 'POST',
    body: new URLSearchParams({ person: 'ada' }),
    redirect: 'manual',
  })
  const back = new URL(click.headers.get('location') ?? '')
  expect(back.searchParams.get('state')).toBe('a state')
  expect(back.searchParams.get('iss')).toBe('https://github.com/login/oauth')
  const exchange = await fetch(endpoints?.token ?? '', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      client_id: 'demo',
      client_secret: 'demo-secret',
    }),
  })
  // Nobody asked for JSON.
  expect(exchange.headers.get('content-type')).toContain('application/x-www-form-urlencoded')
  const token = new URLSearchParams(await exchange.text()).get('access_token')
  const answers = await Promise.all(
    (profile?.requests ?? []).map(async ({ url = '' }) =>
      (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).json(),
    ),
  )
  expect(profile?.parse(answers, undefined)).toMatchObject({
    sub: '1815',
    email: 'ada@example.com',
    email_verified: true,
  })
  expect((await fetch(`${base}/nobody.example/`)).status).toBe(404)
})
