import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWorld } from '../../src/testing/index.js'
import { open, unmountAll } from './open-panel.js'

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  unmountAll()
  vi.restoreAllMocks()
})

test('a report has what an issue needs, and no secret and nothing personal', async () => {
  const copied: string[] = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text))
  const { browser, server, signIn } = createWorld()
  server.user = 'ada-1815'
  server.users.set('ada-1815', { name: 'Ada Lovelace', email: 'ada@example.com', groups: ['countesses'] })
  const bodies: string[] = []
  server.intercept = async (_endpoint, proceed, request) => {
    bodies.push(await request.clone().text())
    const response = await proceed()
    bodies.push(await response.clone().text())
    return response
  }
  const { client } = await signIn(browser.openTab())
  const panel = await open(client)
  await client.fetch('https://api.example/people/ada-1815?email=ada@example.com')
  await panel.click('Renew now')
  await client.accessToken()
  server.fail('token', 'offline')
  await panel.click('Renew now')
  // What a server says is part of the error that ends the session.
  server.intercept = async () =>
    Response.json({ error: 'invalid_grant', error_description: 'ada@example.com has left' }, { status: 400 })
  await panel.click('Renew now')
  expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'grant-refused' } })
  await panel.click('Copy a report')
  await panel.untilText('Read the report before you send it.')

  const [report = ''] = copied
  expect(report).toContain('Issuer: https://login.example, client app')
  expect(report).toContain('Session: signed-out, reason: expired, error: grant-refused')
  expect(report).toContain('invalid_grant ([email] has left)')
  expect(report).toContain('`GET https://api.example/…` A call to an API, Bearer token: 200')
  expect(report).toContain('Renewal of the access token, refresh token: 200')
  const secrets = bodies.flatMap(secretsIn)
  expect(new Set(secrets).size).toBe(8)
  for (const secret of secrets) expect(report).not.toContain(secret)
  for (const personal of ['ada', 'Ada Lovelace', 'people', 'countesses'])
    expect(report).not.toMatch(new RegExp(`\\b${personal}`))
})

/** Tokens, code and verifier in a form or in JSON. */
function secretsIn(body: string): string[] {
  const secret = /\b(?:access_token|refresh_token|id_token|code|code_verifier)(?:=|":")([\w.-]+)/g
  return [...body.matchAll(secret)].map(([, value = '']) => value)
}
