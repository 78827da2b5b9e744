// @vitest-environment node
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { Terminal } from '../../src/cli/command.js'
import { createDoctor } from '../../src/cli/doctor.js'
import { run } from '../../src/cli/run.js'
import type { Finding } from '../../src/diagnose/finding.js'
import { createDevAuthorizationServer, simulateProviders } from '../../src/vite/index.js'
import { type ServerFaults, serveFaulty } from './faulty-server.js'

interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

async function doctor(
  args: readonly string[],
  terminal: Partial<Terminal> = {},
  send?: typeof fetch,
): Promise<Ran> {
  let output = ''
  let errors = ''
  const given: Terminal = {
    folder: '/',
    write: (text) => {
      output += text
    },
    writeError: (text) => {
      errors += text
    },
    stopped: async () => {},
    ...terminal,
  }
  const code = send ? await createDoctor(send).run(args, given) : await run(['doctor', ...args], given)
  return { code, output, errors }
}

const known = ['--client-id', 'spa', '--redirect-uri', 'http://localhost:5173/']

/** What the doctor says of a server with these faults, check by check. */
async function findings(faults: ServerFaults, args: (issuer: string) => readonly string[] = () => known) {
  const { issuer } = await serveFaulty(faults)
  const { output, code } = await doctor([issuer, '--json', ...args(issuer)])
  const { findings: list } = JSON.parse(output) as { readonly findings: readonly Finding[] }
  const of = (check: string): string => {
    const found = list.find((one) => one.check === check)
    return `${found?.verdict}: ${found?.seen}`
  }
  return { list, of, code, issuer }
}

test('nothing is wrong with a good server, and the exit code is 0', async () => {
  const { list, code } = await findings({})
  const bad = list.filter(({ verdict }) => verdict === 'problem' || verdict === 'warning')
  expect([bad, code]).toEqual([[], 0])
})

test.each<readonly [string, ServerFaults, string, RegExp]>([
  [
    'no metadata',
    { document: 'none' },
    'discovery',
    /^problem: .*openid-configuration: HTTP 404; .*oauth-authorization-server: HTTP 404/,
  ],
  ['a page in place of the metadata', { document: 'html' }, 'discovery', /^problem: .*HTTP 200, and no JSON/],
  [
    'the document of RFC 8414 alone',
    { document: 'oauth' },
    'discovery',
    /^good: .*HTTP 404; .*oauth-authorization-server: found/,
  ],
  [
    'another issuer',
    { metadata: { issuer: 'https://other.example' } },
    'issuer',
    /^problem: .*says 'https:\/\/other.example'/,
  ],
  ['no PKCE', { metadata: { code_challenge_methods_supported: ['plain'] } }, 'pkce', /^problem/],
  [
    'metadata without CORS',
    { withoutCors: ['/.well-known/openid-configuration'] },
    'discovery-cors',
    /^problem: HTTP 200 without/,
  ],
  [
    'a token endpoint without CORS',
    { withoutCors: ['/token'] },
    'token-cors',
    /^problem: .*\/token: HTTP 400 without/,
  ],
  ['a revocation without CORS', { withoutCors: ['/revoke'] }, 'revocation-cors', /^warning/],
  ['keys without CORS', { withoutCors: ['/jwks'] }, 'jwks-cors', /^note/],
  [
    'a userinfo endpoint that refuses the preflight',
    { withoutPreflight: ['/userinfo'] },
    'userinfo-cors',
    /^warning: .*without authorization/,
  ],
  ['an answer without the iss that was promised', { withoutIss: true }, 'iss', /^problem: .*came without it/],
  [
    'a clock that is five minutes off',
    { behindMs: 300_000 },
    'clock',
    /^problem: .*(299|300|301) s ahead of/,
  ],
  [
    'a redirect URI that is not registered',
    { redirectUris: ['https://app.example/'] },
    'redirect-uri',
    /^problem: .*HTTP 400, and its page speaks of the redirect URI/,
  ],
  ['any redirect URI', { redirectUris: 'any' }, 'redirect-uri', /^warning: .*nobody has registered/],
  [
    'a client with a secret',
    { tokenError: 'invalid_client' },
    'public-client',
    /^problem: .*invalid_client \(no such code\)/,
  ],
])('%s: the doctor finds it', async (_what, faults, check, said) => {
  expect((await findings(faults)).of(check)).toMatch(said)
})

test('the headers of the page, and a policy in its HTML, are looked at', async () => {
  const page = {
    'content-security-policy': "default-src 'self'; frame-src *",
    'cross-origin-opener-policy': 'same-origin',
  }
  const meta = `<meta http-equiv="Content-Security-Policy" content="frame-src 'none'">`
  const other = await serveFaulty({ page, pageHtml: meta })
  const { of } = await findings({}, () => [...known, '--page', `${other.issuer}/page`])
  expect(of('csp-connect')).toMatch(/^problem: .*\/token/)
  expect(of('csp-frame')).toMatch(/^note: .*no frame of/)
  expect(of('opener-policy')).toMatch(/^note: .*same-origin/)
})

test('an API is asked as a page would ask it', async () => {
  const api = (faults: ServerFaults) => findings(faults, (issuer) => ['--api', `${issuer}/api`])
  expect((await api({})).of('api-cors')).toMatch(/^good/)
  expect((await api({ withoutPreflight: ['/api'] })).of('api-cors')).toMatch(
    /^problem: .*preflight is refused/,
  )
  expect((await api({ withoutCors: ['/api'] })).of('api-cors')).toMatch(/^problem/)
  // An asterisk does not stand for Authorization.
  expect((await api({ allowHeaders: '*' })).of('api-cors')).toMatch(/^problem: .*without authorization/)
  const open = await api({ api: (response) => response.writeHead(200).end('[]') })
  expect(open.of('api-refusal')).toMatch(/^warning: .*HTTP 200/)
})

test('an authorization request has a nonce where an ID Token is asked for, and nowhere else', async () => {
  const { issuer } = await serveFaulty()
  const asked: URL[] = []
  const send: typeof fetch = (input, init) => {
    asked.push(new URL(String(input)))
    return fetch(input, init)
  }
  await doctor([issuer, ...known, '--json'], {}, send)
  await doctor([issuer, ...known, '--json', '--scope', 'atproto'], {}, send)
  const requests = asked.filter(({ pathname }) => pathname === '/authorize')
  expect(requests.map(({ searchParams }) => [searchParams.get('scope'), searchParams.has('nonce')])).toEqual([
    ['openid', true],
    ['openid', true],
    ['atproto', false],
    ['atproto', false],
  ])
})

test('requests have the Origin of the app, and a preflight names the header', async () => {
  const { issuer, requests } = await serveFaulty()
  await doctor([issuer, '--origin', 'https://app.example', '--json'])
  const of = (what: string) => requests.find((one) => one.what === what)?.headers
  expect(of('POST /token')).toMatchObject({ origin: 'https://app.example' })
  expect(of('OPTIONS /userinfo')).toMatchObject({
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization',
  })
})

test('a server that redirects whoever navigates, and answers anything else with JSON, is understood', async () => {
  const { of } = await findings({ redirectsNavigations: true })
  expect(of('redirect-uri')).toBe('good: registered: http://localhost:5173/')
  const other = await findings({ redirectsNavigations: true }, () => [
    ...['--client-id', 'spa', '--redirect-uri', 'http://localhost:5173/elsewhere'],
  ])
  expect(other.of('redirect-uri')).toMatch(/^problem: .*its page speaks of the redirect URI/)
})

test('a problem is told with why, what to change and the page of its errors, and the exit code is 1', async () => {
  const { issuer } = await serveFaulty({ withoutCors: ['/token'] })
  const { code, output, errors } = await doctor([issuer])
  expect([code, errors]).toEqual([1, ''])
  expect(output).toContain('✗ A page may use the token endpoint')
  expect(output).toMatch(/Why {5}The page redeems its code/)
  expect(output).toMatch(/Change {2}Enter the app's origin/)
  expect(output).toContain('network (docs/errors/network.md)')
  expect(output).toMatch(/\n1 problem, .*good\n$/)
  expect(output).not.toContain('\u001b')
})

test('a terminal with colours gets them, and a line of progress that is taken away again', async () => {
  const { issuer } = await serveFaulty()
  const { output, errors } = await doctor([issuer], { colors: true, interactive: true })
  expect(output).toContain('\u001b[32m✓')
  expect(errors).toContain('Asking for the metadata …')
  expect(errors.endsWith('\r\u001b[2K')).toBe(true)
})

test('nothing that was sent in confidence is printed', async () => {
  const { issuer, requests } = await serveFaulty()
  const { output } = await doctor([issuer, ...known, '--verbose', '--api', `${issuer}/api?key=geheim`])
  expect(output).not.toContain('geheim')
  expect(output).not.toMatch(/hallpass-doctor|[\w-]{43}/)
  expect(requests.map(({ what }) => what)).toContain('GET /authorize')
})

test('where nothing listens, that is said', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  const { code, output } = await doctor([`http://localhost:${typeof address === 'object' && address?.port}`])
  expect(code).toBe(1)
  expect(output).toContain('no answer (ECONNREFUSED)')
})

test.each([
  [[], 'Write one issuer'],
  [['login.example.com'], 'is no issuer'],
  [['http://login.example.com'], 'is no issuer'],
  [['https://login.example.com', '--redirect-uri', '/callback'], '--redirect-uri: write a whole URL'],
  [['https://login.example.com', '--timeout', 'long'], '--timeout'],
  [['https://login.example.com', '--clientid', 'spa'], '--clientid'],
])('doctor %j is not understood', async (args, said) => {
  const { code, errors } = await doctor(args)
  expect([code, errors]).toEqual([2, expect.stringContaining(said)])
})

test.each([
  ['github', 'needs a server part'],
  ['google', 'needs a server part'],
  ['spotify', 'a page can do all of it'],
  ['gitlab', 'a page can do all of it'],
])('%s, as it is simulated, has its endpoints from the preset', async (id, said) => {
  const { fetch: send } = simulateProviders()
  const { output } = await doctor(
    [id, '--json', '--client-id', 'spa', '--redirect-uri', 'http://127.0.0.1:5173/'],
    {},
    send,
  )
  const { findings: list } = JSON.parse(output) as { readonly findings: readonly Finding[] }
  expect(list.find(({ check }) => check === 'server-part')?.seen).toContain(said)
  expect(list.find(({ check }) => check === 'discovery')?.verdict).not.toBe('problem')
  expect(list.map(({ check }) => check)).toContain('token-cors')
})

test('the development server is good, and what it is told to do wrong is found', async () => {
  const authorization = createDevAuthorizationServer({
    clients: [{ clientId: 'spa', origins: ['http://localhost:5173'] }],
  })
  const server = createServer(authorization.handle)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { readonly port: number }
  const issuer = `http://localhost:${port}/oidc`
  const worst = async (args: readonly string[] = known): Promise<readonly string[]> => {
    const { output } = await doctor([issuer, '--json', ...args])
    const { findings: list } = JSON.parse(output) as { readonly findings: readonly Finding[] }
    return list.flatMap(({ check, verdict }) => (verdict === 'problem' ? [check] : []))
  }
  const tell = (action: string, body: object) =>
    fetch(`${issuer}/test/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect(await worst()).toEqual([])
  expect(await worst(['--client-id', 'nobody', '--redirect-uri', 'http://localhost:5173/'])).toEqual([
    'redirect-uri',
    'public-client',
  ])
  expect(await worst(['--client-id', 'spa', '--redirect-uri', 'https://app.example/'])).toContain(
    'redirect-uri',
  )
  await tell('clock', { skewSeconds: 600 })
  expect(await worst()).toEqual(['clock'])
  await tell('reset', {})
  await tell('status', { status: 503 })
  expect(await worst()).toContain('discovery')
})
