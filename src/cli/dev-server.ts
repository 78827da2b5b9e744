import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { isReachable } from '../vite/allowed-hosts.js'
import { createTellingServer, type DevAuthorizationServer } from '../vite/create-dev-authorization-server.js'
import type { DevServerConfig } from '../vite/define-dev-server.js'
import { resolveOptions } from '../vite/options.js'
import { type Command, CommandError, type Terminal, UsageError } from './command.js'
import { readConfig } from './read-config.js'

const help = `Usage: npx hallpass dev-server [options]

An authorization server to develop and test with: OAuth 2 and OpenID Connect
for real, everybody signs in with one click, everything is kept in memory.

Options:
  --port <number>      Where to listen; 0 takes any free port. Default: 4000
  --host <address>     The address to listen on. Default: localhost
  --allow-host <name>  A host name that may be used from other machines. Whoever
                       uses it signs in as anybody. Repeat it for more names
  --config <file>      Default: hallpass.config.js, .mjs or .ts, if there is one
  --help               Show this

Applications on any port of localhost may use the client id 'spa', until a
configuration file says otherwise:

  import { defineDevServer } from 'hallpass/vite'
  export default defineDevServer({ clients: [{ clientId: 'shop', origins: ['http://localhost:4200'] }] })
`

/** Applications run on ports of their own, so every port of this machine is good until something is said. */
const everyPort = ['http://localhost:*', 'http://127.0.0.1:*']
const defaults: DevServerConfig = {
  port: 4000,
  host: 'localhost',
  clients: [{ clientId: 'spa', origins: everyPort }],
  apis: everyPort.map((resource) => ({ resource })),
}

/** `npx hallpass dev-server`: the development authorization server without Vite. */
export const devServer: Command = {
  name: 'dev-server',
  summary: 'An authorization server to develop and test with',
  help,
  async run(args, terminal) {
    const flags = readFlags(args)
    const config = { ...defaults, ...(await readConfig(terminal.folder, flags.config)), ...flags.overrides }
    const { port = 4000, host = 'localhost', ...options } = config
    const authorization = createOrExplain(options, terminal)
    try {
      await authorization.ready()
    } catch (error) {
      throw new CommandError(error instanceof Error ? error.message : String(error))
    }
    const server = createServer((request, response) => {
      if (request.url === '/') {
        const location = `${options.path?.replace(/\/+$/, '') ?? '/oidc'}/dashboard`
        response.writeHead(302, { location }).end()
      } else {
        authorization.handle(request, response)
      }
    })
    await listen(server, port, host)
    try {
      const address = server.address() as AddressInfo
      if (isReachable(address) && options.allowedHosts === undefined) {
        throw new CommandError(
          `Other machines reach ${host}, and whoever reaches this server signs in as anybody. If that is ` +
            'meant, say which names they use: --allow-host dev.example',
        )
      }
      terminal.write(greeting(address, options))
      await terminal.stopped()
    } finally {
      server.closeAllConnections()
      server.close()
    }
    return 0
  },
}

interface Flags {
  /** The file, where one is named. */
  readonly config: string | undefined
  /** What stands in the place of the file's own. */
  readonly overrides: DevServerConfig
}

function readFlags(args: readonly string[]): Flags {
  let values: {
    readonly port?: string | undefined
    readonly host?: string | undefined
    readonly config?: string | undefined
    readonly 'allow-host'?: string[] | undefined
  }
  try {
    values = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { port, host, config, 'allow-host': allowedHosts } = values
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65535)) {
    throw new UsageError(`--port: write a number from 0 to 65535, not '${port}'`)
  }
  return {
    config,
    overrides: {
      ...(port !== undefined && { port: Number(port) }),
      ...(host !== undefined && { host }),
      ...(allowedHosts !== undefined && { allowedHosts }),
    },
  }
}

/** A mistake in the options is told without the place in our code that found it. */
function createOrExplain(
  options: Omit<DevServerConfig, 'port' | 'host'>,
  terminal: Terminal,
): DevAuthorizationServer {
  try {
    resolveOptions(options, 'http://localhost')
    return createTellingServer(options, (message) => terminal.writeError(`${message}\n`))
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error))
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        EADDRINUSE: `Port ${port} is in use. Take another one: --port ${port + 1}`,
        EACCES: `Port ${port} may not be used by this user. Take one above 1023: --port 4000`,
        EADDRNOTAVAIL: `This machine has no address ${host}.`,
        ENOTFOUND: `There is no host ${host}.`,
      }
      reject(new CommandError(reasons[error.code ?? ''] ?? error.message))
    })
    server.listen(port, host, resolve)
  })
}

function greeting({ port }: AddressInfo, options: Omit<DevServerConfig, 'port' | 'host'>): string {
  const origin = options.origin ?? `http://localhost:${port}`
  const { issuer, users, clients, apis } = resolveOptions(options, new URL(origin).origin)
  const [client] = clients
  const who = describeAllowedHosts(options.allowedHosts)
  const dashboard =
    options.allowedHosts === undefined ? `${issuer}/dashboard` : 'closed, as others may use this server'
  return `
  Development authorization server

  Issuer     ${issuer}
  Dashboard  ${dashboard}
  Clients    ${clients.map(({ clientId }) => clientId).join(', ')}
  People     ${users.map(({ sub }) => sub).join(', ')}
  APIs       ${apis.map(({ resource }) => resource).join(', ') || 'none: access tokens are opaque'}
  Answers    ${who}

  createClient({ issuer: '${issuer}', clientId: '${client?.clientId ?? 'spa'}' })

`
}

function describeAllowedHosts(allowedHosts: DevServerConfig['allowedHosts']): string {
  if (allowedHosts === undefined) return 'this machine only'
  if (allowedHosts === true) return 'ANYBODY, under any name'
  return `this machine, and ${allowedHosts.join(', ')} from anywhere`
}
