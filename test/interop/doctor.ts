// What `npx hallpass doctor` says of authorization servers that nobody here wrote, of the development server
// with each of its faults, and of simulated providers: `npm run try:doctor`. It prints whatever is not good.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Terminal } from '../../src/cli/command.js'
import { createDoctor, doctor } from '../../src/cli/doctor.js'
import type { Finding } from '../../src/diagnose/finding.js'
import { createDevAuthorizationServer, simulateProviders } from '../../src/vite/index.js'
import { servers } from './servers.js'
import { startServer } from './start-server.js'

const origin = 'http://127.0.0.1:5173'

/** The simulated providers, and where each of them lets an app of this machine be. */
const providers = ['google', 'microsoft', 'github', 'gitlab', 'spotify', 'facebook', 'discord', 'twitch']

export async function tryDoctor(only: readonly string[]): Promise<void> {
  const isWanted = (name: string): boolean => only.length === 0 || only.includes(name)
  for (const server of servers.filter(({ name }) => isWanted(name))) {
    try {
      const running = await startServer(server, {
        appOrigin: origin,
        apiOrigin: 'http://127.0.0.1:5174',
        accessTokenSeconds: 300,
      })
      const { issuer, version, clientId = running.facts.boundClientId } = running.facts
      const client = clientId === undefined ? [] : ['--client-id', clientId, '--redirect-uri', `${origin}/`]
      await tell(`${server.title} ${version}`, [issuer, '--scope', server.scope, ...client])
      await tell(`${server.title}, an address that is not registered`, [
        issuer,
        ...['--scope', server.scope],
        ...(clientId === undefined ? [] : ['--client-id', clientId]),
        ...['--redirect-uri', `${origin}/elsewhere`],
      ])
      await running.stop()
    } catch (error) {
      console.log(`\n## ${server.title}\n\nFAILED: ${error}`)
    }
  }
  if (isWanted('dev-server')) await tellOfDevServer()
  for (const id of providers.filter(isWanted)) {
    const { fetch: send } = simulateProviders()
    await tell(`${id}, simulated`, [id, '--client-id', 'spa', '--redirect-uri', `${origin}/`], send)
  }
}

async function tellOfDevServer(): Promise<void> {
  const authorization = createDevAuthorizationServer({ clients: [{ clientId: 'spa', origins: [origin] }] })
  const server = createServer(authorization.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`
  const act = (action: string, body: object): Promise<Response> =>
    fetch(`${issuer}/test/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const args = [issuer, '--client-id', 'spa', '--redirect-uri', `${origin}/`, '--timeout', '5']
  await tell('development server', args)
  const faults: readonly (readonly [name: string, action: string, body: object])[] = [
    ['down', 'down', {}],
    ['status 503', 'status', { status: 503 }],
    ['status 429, Retry-After', 'status', { status: 429, retryAfter: '7' }],
    ['slow, 3 s', 'slow', { milliseconds: 3000 }],
    ['clock 10 minutes ahead', 'clock', { skewSeconds: 600 }],
    ['clock 10 minutes behind', 'clock', { skewSeconds: -600 }],
    ['DPoP required', 'settings', { requireDPoP: true }],
    ['DPoP with nonces required', 'settings', { requireDPoP: true, requireDPoPNonce: true }],
    ['pushed requests required', 'settings', { requirePushedAuthorizationRequests: true }],
    ['no rotation', 'settings', { rotateRefreshTokens: false }],
  ]
  for (const [name, action, body] of faults) {
    const { status } = await act(action, body)
    await tell(`development server: ${name} (${status})`, args)
    const reset = await act('reset', {})
    if (!reset.ok) console.log(`reset: ${reset.status} ${await reset.text()}`)
  }
  server.closeAllConnections()
  server.close()
}

async function tell(title: string, args: readonly string[], send: typeof fetch = fetch): Promise<void> {
  let output = ''
  const terminal: Terminal = {
    folder: '/',
    write: (text) => {
      output += text
    },
    writeError: () => {},
    stopped: async () => {},
  }
  const startedAt = performance.now()
  const code = await (send === fetch ? doctor : createDoctor(send)).run([...args, '--json'], terminal)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const { findings } = JSON.parse(output) as { readonly findings: readonly Finding[] }
  const good = findings.filter(({ verdict }) => verdict === 'good')
  console.log(`\n## ${title}: exit code ${code}, ${good.length} good, ${seconds} s\n`)
  for (const { check, verdict, seen } of findings.filter(({ verdict }) => verdict !== 'good'))
    console.log(`- ${verdict} ${check}: ${seen}`)
}
