import { beforeEach, expect, test } from 'vitest'
import { addLoginCommands } from '../../src/testing/cypress.js'

// Cypress itself is not installed here: what stands in for it keeps the commands, and runs chains at once.

type Command = (...parameters: unknown[]) => unknown
interface Intercepted {
  readonly url: string
  readonly method: string
  readonly body: unknown
  readonly headers: Record<string, string | undefined>
  readonly on: (event: string, run: (response: { readonly body: unknown }) => void) => void
  readonly reply: (response: unknown) => void
}

let commands: Record<string, Command>
let asked: { readonly url: string; readonly body: unknown }[]
let visited: string[]
let intercepts: { readonly where: { readonly url: string }; readonly run: (request: Intercepted) => void }[]
/** Asked until it does not throw, as Cypress does. */
let waitsFor: (() => void)[]

const issuer = 'http://localhost:5173/oidc'

function chain(value: unknown): object {
  return {
    its: (name: string) => chain(Object(value)[name]),
    // biome-ignore lint/suspicious/noThenProperty: This is a chain of Cypress, which has it.
    then: (run: (value: unknown) => unknown) => run(value),
    should: (look: () => void) => chain(waitsFor.push(look)),
    click: () => chain(undefined),
  }
}

beforeEach(() => {
  commands = {}
  asked = []
  visited = []
  intercepts = []
  waitsFor = []
  Object.assign(globalThis, {
    Cypress: {
      Commands: { add: (name: string, run: Command) => Object.assign(commands, { [name]: run }) },
      config: () => 'http://localhost:5173',
    },
    cy: {
      intercept: (where: { url: string }, run: (request: Intercepted) => void) =>
        chain(intercepts.push({ where, run })),
      request(request: { url: string; body: unknown }) {
        asked.push(request)
        const grants = [
          { id: 'of-another', tokens: [{ redacted: '…other' }] },
          { id: 'mine', tokens: [{ redacted: '…fresh' }] },
        ]
        return chain({ body: request.url.endsWith('/list') ? { grants } : {} })
      },
      visit: (url: string) => chain(visited.push(url)),
      contains: () => chain(undefined),
      wrap: chain,
    },
  })
  addLoginCommands()
})

/** What the intercept of the authorization server does to a request, and the answer that it sees. */
function send(method: string, body = '', answer: unknown = {}): Intercepted['headers'] {
  const headers: Intercepted['headers'] = {}
  intercepts[0]?.run({
    url: `${issuer}/token`,
    method,
    body,
    headers,
    on: (_, run) => run({ body: answer }),
    reply: () => {},
  })
  return headers
}

function signIn(): void {
  commands.signInAs?.('ada')
  send('POST', 'grant_type=authorization_code', { access_token: 'a', refresh_token: 'refresh-fresh' })
}

test('`signInAs` begins the login of the app, as this person, and waits for its tokens', () => {
  commands.signInAs?.('ada')
  expect(visited).toEqual(['/'])
  expect(intercepts[0]?.where.url).toBe(`${issuer}/**`)
  expect(send('GET')).toMatchObject({ 'x-test-login': 'ada', 'x-test-run': expect.any(String) })
  expect(() => waitsFor[0]?.()).toThrow('not signed in yet')
  send('POST', 'grant_type=authorization_code', { access_token: 'a' })
  expect(() => waitsFor[0]?.()).not.toThrow()
})

test('two tests have runs of their own', () => {
  commands.signInAs?.('ada')
  const first = send('GET')['x-test-run']
  intercepts = []
  commands.signInAs?.('ada')
  expect(send('GET')['x-test-run']).not.toBe(first)
})

test.each([
  ['expireLogin', 'expire'],
  ['revokeLogin', 'revoke'],
])('`%s` is about the grant of this test, and of no other', (command, action) => {
  signIn()
  commands[command]?.()
  expect(asked).toMatchObject([
    { url: `${issuer}/test/list` },
    { url: `${issuer}/test/${action}`, body: { id: 'mine' } },
  ])
})

test('before anybody has signed in there is no grant to end', () => {
  expect(() => commands.revokeLogin?.()).toThrow('begin with cy.signInAs()')
})

test('faults are those of this test alone', () => {
  signIn()
  const run = send('GET')['x-test-run']
  commands.loginServerDown?.()
  commands.loginServerDown?.(false)
  commands.loginServerSlow?.(500)
  commands.loginServerStatus?.(503, { times: 1 })
  expect(asked.map(({ url, body }) => [url.split('/').at(-1), body])).toEqual([
    ['down', { on: true, run }],
    ['down', { on: false, run }],
    ['slow', { milliseconds: 500, run }],
    ['status', { status: 503, times: 1, run }],
  ])
})

test('`stepUpLogin` refuses calls with a token until there was another login', () => {
  signIn()
  commands.stepUpLogin?.({ acrValues: 'mfa' })
  const replies: unknown[] = []
  const call = (headers: Record<string, string>): void =>
    intercepts[1]?.run({
      url: 'http://localhost:5173/api',
      method: 'GET',
      body: '',
      headers,
      on: () => {},
      reply: (response) => replies.push(response),
    })
  call({})
  expect(replies).toEqual([])
  call({ authorization: 'Bearer a' })
  expect(replies).toMatchObject([
    {
      statusCode: 401,
      headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="mfa"' },
    },
  ])
  send('POST', 'grant_type=refresh_token', { access_token: 'b' })
  call({ authorization: 'Bearer b' })
  send('POST', 'grant_type=authorization_code', { access_token: 'c' })
  call({ authorization: 'Bearer c' })
  expect(replies).toHaveLength(2)
})
