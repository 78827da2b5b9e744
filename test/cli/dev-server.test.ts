// @vitest-environment node
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/cli/run.js'

interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs a command line in a folder with these files. `whileItRuns` is called once it has greeted. */
async function hallpass(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  whileItRuns: (greeting: string) => Promise<void> = async () => {},
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  let output = ''
  let errors = ''
  const code = await run(args, {
    folder,
    write: (text) => {
      output += text
    },
    writeError: (text) => {
      errors += text
    },
    stopped: () => whileItRuns(output),
  })
  return { code, output, errors }
}

const issuerIn = (greeting: string): string => /Issuer +(\S+)/.exec(greeting)?.[1] ?? ''

test('without a command, or with one that is none, the commands are listed and the exit code is 2', async () => {
  const nothing = await hallpass([])
  expect([nothing.code, nothing.output]).toEqual([
    2,
    expect.stringContaining('dev-server   An authorization'),
  ])
  const unknown = await hallpass(['dev-sever'])
  expect([unknown.code, unknown.errors]).toEqual([2, expect.stringContaining("no command 'dev-sever'")])
})

test.each([[['--help']], [['help']], [['dev-server', '--help']], [['help', 'dev-server']]])(
  '%j is answered with help and the exit code 0',
  async (args) => {
    const { code, output } = await hallpass(args)
    expect([code, output]).toEqual([0, expect.stringContaining('Usage: npx hallpass')])
  },
)

test('--version prints the version of the package', async () => {
  expect((await hallpass(['--version'])).output).toMatch(/^\d+\.\d+\.\d+/)
})

test.each([
  [['--prot', '1'], '--prot'],
  [['--port', 'four'], "not 'four'"],
  [['--port', '70000'], "not '70000'"],
  [['file'], 'file'],
])('dev-server %j is not understood: the exit code is 2, and help is named', async (args, said) => {
  const { code, errors } = await hallpass(['dev-server', ...args])
  expect(code).toBe(2)
  expect(errors).toContain(said)
  expect(errors).toContain('npx hallpass dev-server --help')
})

test('dev-server serves an issuer that apps on every port of this machine may use, until it is stopped', async () => {
  let issuer = ''
  const { code, errors } = await hallpass(['dev-server', '--port', '0'], {}, async (greeting) => {
    issuer = issuerIn(greeting)
    expect(greeting).toContain(`${issuer}/dashboard`)
    expect(greeting).toContain(`createClient({ issuer: '${issuer}', clientId: 'spa' })`)
    const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
    expect(metadata).toMatchObject({ issuer })
    const query = new URLSearchParams({
      client_id: 'spa',
      response_type: 'code',
      redirect_uri: 'http://localhost:4200/callback',
      scope: 'openid',
      resource: 'http://localhost:8080',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
    const page = await fetch(`${issuer}/authorize?${query}`, { redirect: 'manual' })
    expect(page.headers.get('location')).toContain('/sign-in/')
    expect((await fetch(new URL('/', issuer), { redirect: 'manual' })).headers.get('location')).toBe(
      '/oidc/dashboard',
    )
  })
  expect([code, errors]).toEqual([0, ''])
  await expect(fetch(`${issuer}/jwks`)).rejects.toThrow('fetch failed')
})

const config = "{ users: [{ sub: 'marie', name: 'Marie Curie' }], path: '/login' }"

test.each([
  ['hallpass.config.js', `export default ${config}`],
  ['hallpass.config.mjs', `export default ${config}`],
  ['hallpass.config.ts', `export default ${config} satisfies object`],
  ['hallpass.config.json', '{ "users": [{ "sub": "marie", "name": "Marie Curie" }], "path": "/login" }'],
])('dev-server reads %s, and what is written on the command line wins', async (name, text) => {
  const { code, output } = await hallpass(['dev-server', '--port', '0'], {
    [name]: text.replace('{ ', '{ "port": 1, '),
    'package.json': '{ "type": "module" }',
  })
  expect(code).toBe(0)
  expect(output).toMatch(/Issuer +http:\/\/localhost:\d{4,5}\/login\n/)
  expect(output).toMatch(/People +marie\n/)
})

test.each([
  ['is not there', {}, 'There is no file my.config.mjs in'],
  ['does not parse', { 'my.config.mjs': 'export default {' }, 'cannot be loaded'],
  [
    'has an option that there is not',
    { 'my.config.mjs': 'export default { accessTokenTtlSecond: 5 }' },
    "there is no option 'accessTokenTtlSecond'. Known: port, host,",
  ],
  ['exports nothing', { 'my.config.mjs': 'export const a = 1' }, 'has no configuration'],
  [
    'has a wrong path',
    { 'my.config.mjs': "export default { path: 'oidc' }" },
    'path must be an absolute path',
  ],
  [
    'has a wrong lifetime',
    { 'my.config.mjs': 'export default { accessTokenTtlSeconds: 0 }' },
    'accessTokenTtlSeconds: write a number of seconds',
  ],
  [
    'has an origin that nobody has allowed',
    { 'my.config.mjs': "export default { origin: 'https://dev.example' }" },
    "allowedHosts: ['dev.example']",
  ],
])('dev-server with a configuration that %s ends with 1 and says so', async (_what, files, said) => {
  const { code, errors } = await hallpass(['dev-server', '--port', '0', '--config', 'my.config.mjs'], files)
  expect([code, errors]).toEqual([1, expect.stringContaining(said)])
})

test('a port that is in use is named, with another one to take', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const { code, errors } = await hallpass(['dev-server', '--port', String(port)])
  expect([code, errors]).toEqual([1, `Port ${port} is in use. Take another one: --port ${port + 1}\n`])
})

test('an address that other machines reach is refused, unless the names that they use are given', async () => {
  const refused = await hallpass(['dev-server', '--port', '0', '--host', '0.0.0.0'])
  expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('--allow-host dev.example')])
  const allowed = await hallpass(['dev-server', '--port=0', '--host=0.0.0.0', '--allow-host=dev.example'])
  expect(allowed.code).toBe(0)
  expect(allowed.output).toContain('dev.example from anywhere')
  expect(allowed.output).toContain('closed, as others may use this server')
})
