// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { addLoginCommands } from '../../src/testing/cypress.js'
import { type Served, serve } from '../vite/served.js'
import { createUserAgent, type Tokens, type UserAgent } from '../vite/user-agent.js'

// The program of Cypress is no npm package, so it is not installed here. What stands in for `Cypress` and
// `cy` runs one command after the other, and what its page sends goes through `cy.intercept` to the
// development authorization server, which is the real one.

type Run<Value = unknown> = (...parameters: Value[]) => unknown
interface Answer {
  readonly statusCode: number
  readonly headers: Record<string, string>
}
interface Intercept {
  readonly where: string
  readonly answer: Run<never>
}

const network = globalThis.fetch
let served: Served
let commands: Record<string, Run<unknown>>
let intercepts: Intercept[]
let beforeEachTest: (() => void)[]
let last: Promise<unknown>
let page: Page
let pauses: number

/** A page of an app that signs in, and what it has stored. */
interface Page {
  url: string
  agent: UserAgent
  tokens: Promise<Tokens> | undefined
  readonly stored: Set<string>
}

beforeEach(async () => {
  served = await serve()
  commands = {}
  intercepts = []
  beforeEachTest = []
  last = Promise.resolve()
  pauses = 0
  page = { url: 'about:blank', agent: createUserAgent(served), tokens: undefined, stored: new Set() }
  vi.stubGlobal('fetch', sendFromPage)
  vi.stubGlobal('beforeEach', (run: () => void) => beforeEachTest.push(run))
  vi.stubGlobal('Cypress', {
    Commands: { add: (name: string, run: Run) => Object.assign(commands, { [name]: run }) },
    config: () => served.origin,
  })
  vi.stubGlobal('cy', {
    intercept: (where: string | { url: string }, answer: Run<never>) =>
      enqueue(() => intercepts.push({ where: typeof where === 'string' ? where : where.url, answer })),
    request: ({ url, method, body }: { url: string; method: string; body: unknown }) =>
      enqueue(async () => {
        const headers = { 'content-type': 'application/json' }
        const response = await network(url, { method, headers, body: JSON.stringify(body) })
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
        return { body: await response.json() }
      }),
    visit: (url: string) => enqueue(() => Object.assign(page, { url })),
    contains: () => enqueue(() => undefined),
    clearAllCookies: () => enqueue(() => Object.assign(page, { agent: createUserAgent(served) })),
    window: () => enqueue(() => windowOfPage()),
    wait: () => enqueue(() => pauses++),
  })
  addLoginCommands()
  beginTest()
})

afterEach(async () => {
  vi.unstubAllGlobals()
  await served[Symbol.asyncDispose]()
})

/** Between tests, Cypress forgets the intercepts, and starts with an empty page. */
function beginTest(): void {
  intercepts = []
  page = { url: 'about:blank', agent: createUserAgent(served), tokens: undefined, stored: page.stored }
  for (const run of beforeEachTest) run()
}

class Chain {
  readonly done: Promise<unknown>

  constructor(done: Promise<unknown>) {
    this.done = done
    last = done
    done.catch(() => {})
  }

  its(name: string): Chain {
    return new Chain(this.done.then((value) => Object(value)[name]))
  }

  // biome-ignore lint/suspicious/noThenProperty: This is a chain of Cypress, which has it.
  then(run: Run<never>): Chain {
    return new Chain(this.done.then((value) => runNested(() => run(value as never)) ?? value))
  }

  click(): Chain {
    return new Chain(this.done.then(beginLogin))
  }
}

function enqueue(run: () => unknown): Chain {
  return new Chain(last.then(run))
}

/** What is enqueued meanwhile comes before what is enqueued already. */
async function runNested(run: () => unknown): Promise<unknown> {
  const outer = last
  last = Promise.resolve()
  const result = run()
  const inner = last
  last = outer
  await inner
  return result instanceof Chain ? result.done : result
}

/** `cy.signInAs('ada')`, and its like. */
async function cy(command: string, ...parameters: unknown[]): Promise<void> {
  await last
  await runNested(() => commands[command]?.(...parameters))
}

/** The app leaves for the login, and comes back when that is over. */
function beginLogin(): void {
  const { agent } = page
  const asked = agent.request()
  page.stored.add('the session')
  page.tokens = agent.navigate(agent.authorizationUrl(asked)).then(({ url }) => agent.redeem(url, asked))
  page.tokens.catch(() => {})
}

function windowOfPage(): object {
  const storage = { clear: () => page.stored.delete('a setting') }
  return {
    localStorage: storage,
    sessionStorage: storage,
    indexedDB: {
      databases: async () => [...page.stored].map((name) => ({ name })),
      deleteDatabase: (name: string) => page.url === '/hallpass-empty-page' && page.stored.delete(name),
    },
  }
}

async function sendFromPage(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = Object.fromEntries(new Headers(init.headers))
  const listeners: ((answer: Answer) => void)[] = []
  let reply: Answer | undefined
  const body = init.body instanceof URLSearchParams ? init.body.toString() : init.body
  if (init.body instanceof URLSearchParams) headers['content-type'] = 'application/x-www-form-urlencoded'
  for (const { where, answer } of intercepts) {
    if (typeof answer !== 'function' || !url.startsWith(where.replace(/\*\*$/, ''))) continue
    const request = {
      url,
      method: init.method ?? 'GET',
      body,
      headers,
      on: (_: string, run: (answer: Answer) => void) => listeners.push(run),
      reply: (given: Answer) => {
        reply = given
      },
    }
    answer(request as never)
  }
  if (reply !== undefined) return new Response('', { status: reply.statusCode, headers: reply.headers })
  const response = await network(url, { ...init, body: body ?? null, headers })
  for (const run of listeners)
    run({ statusCode: response.status, headers: Object.fromEntries(response.headers) })
  return response
}

async function whoIs(tokens: Promise<Tokens> | undefined): Promise<unknown> {
  const response = await network(`${served.issuer}/userinfo`, {
    headers: { authorization: `Bearer ${(await tokens)?.access_token}` },
  })
  return response.ok ? ((await response.json()) as { sub: unknown }).sub : response.status
}

test('`signInAs` begins the login of the app, as this person, and waits until it is over', async () => {
  await cy('signInAs', 'grace')
  expect(page.url).toBe('/')
  expect(pauses).toBeGreaterThan(0)
  expect(await whoIs(page.tokens)).toBe('grace')
})

test('an app that does not sign in is told, and not waited for without end', async () => {
  await expect(cy('signInAs', 'nobody')).rejects.toThrow('has not signed in within 15 s')
})

test('a login begins without what an earlier test has stored, be it in IndexedDB', async () => {
  page.stored.add('a setting').add('the session of another')
  await cy('signInAs', 'ada')
  expect([...page.stored]).toEqual(['the session'])
})

test.each(['expireLogin', 'revokeLogin'])(
  '`%s` is about the grant of this test, and of no other test as the same person',
  async (command) => {
    await cy('signInAs', 'ada')
    const first = page.tokens
    beginTest()
    await cy('signInAs', 'ada')
    await cy(command)
    expect([await whoIs(first), await whoIs(page.tokens)]).toEqual(['ada', 401])
    const { status } = await page.agent.refresh((await page.tokens)?.refresh_token)
    expect(status).toBe(command === 'expireLogin' ? 200 : 400)
  },
)

test('a login after `signInAs` shows the sign-in page where the server or the request wants it', async () => {
  const showsPage = async (parameters = {}) => {
    const { agent } = page
    const { response } = await agent.navigate(agent.authorizationUrl(agent.request(parameters)))
    return response.status === 200 && (await response.text()).includes('Who is signing in?')
  }
  await cy('signInAs', 'ada')
  expect([await showsPage(), await showsPage({ prompt: 'login' })]).toEqual([false, true])
  await cy('revokeLogin')
  expect(await showsPage()).toBe(true)
})

test('what is revoked may be ended again: an API elsewhere still takes its access tokens', async () => {
  await cy('signInAs', 'ada')
  await cy('revokeLogin')
  await cy('expireLogin')
  expect(await whoIs(page.tokens)).toBe(401)
})

test('a grant that was renewed is still that of the test', async () => {
  await cy('signInAs', 'ada')
  const { body } = await page.agent.refresh((await page.tokens)?.refresh_token)
  await cy('revokeLogin')
  expect((await page.agent.refresh(String(body.refresh_token))).status).toBe(400)
})

test('whoever signs in second in a test is another person, and the first one is signed out', async () => {
  await cy('signInAs', 'ada')
  const first = page.tokens
  await cy('signInAs', 'grace')
  expect([await whoIs(first), await whoIs(page.tokens)]).toEqual([401, 'grace'])
})

test('before anybody has signed in there is no grant to end, and none of another test is ended', async () => {
  await cy('signInAs', 'ada')
  const first = page.tokens
  beginTest()
  await expect(cy('revokeLogin')).rejects.toThrow('nobody has signed in, in this test')
  expect(await whoIs(first)).toBe('ada')
})

test('faults are those of this test alone, also before a login', async () => {
  const metadata = `${served.issuer}/.well-known/openid-configuration`
  const status = async (ask: typeof fetch) =>
    ask(metadata).then(
      (response) => response.status,
      () => 'no answer',
    )
  await cy('loginServerDown')
  expect([await status(fetch), await status(network)]).toEqual(['no answer', 200])
  await cy('loginServerDown', false)
  await cy('loginServerStatus', 503, { times: 1 })
  expect([await status(network), await status(fetch), await status(fetch)]).toEqual([200, 503, 200])
  await cy('loginServerStatus', 429, { retryAfter: '7' })
  expect((await fetch(metadata)).headers.get('retry-after')).toBe('7')
  beginTest()
  expect(await status(fetch)).toBe(200)
})

test('`stepUpLogin` refuses calls with a token until there was another login', async () => {
  await cy('signInAs', 'ada')
  await cy('stepUpLogin', { acrValues: 'mfa' })
  const call = async (init: RequestInit = {}) => sendFromPage(`${served.origin}/api`, init)
  const authorization = 'Bearer a'
  expect((await call()).status).toBe(404)
  const refused = await call({ headers: { authorization } })
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toBe(
    'Bearer error="insufficient_user_authentication", acr_values="mfa"',
  )
  await page.agent.refresh((await page.tokens)?.refresh_token)
  expect((await call({ headers: { authorization } })).status).toBe(401)
  beginLogin()
  await page.tokens
  expect((await call({ headers: { authorization } })).status).toBe(404)
})
