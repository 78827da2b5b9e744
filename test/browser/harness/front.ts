import { once } from 'node:events'
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestListener,
  Server,
  ServerResponse,
} from 'node:http'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Fault } from './faults.js'

/** A request as it arrived, and what was answered. */
export interface Exchange {
  /** `token:refresh`, `discovery`; at other servers than the authorization server the path. */
  readonly kind: string
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
  readonly arrivedAt: number
  answer?: Answer
  /**
   * How its connection ended: with the whole answer handed over, or with a caller that was gone, or was made
   * to go, before.
   */
  end?: { readonly at: number; readonly delivered: boolean }
}

export interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
}

/**
 * Stands before a real server as a bad network does: writes everything down, and spoils what the test wants
 * spoiled.
 */
export interface Front<Kind extends string = string> {
  readonly origin: string
  /** In the order of arrival, without CORS preflights. */
  readonly exchanges: readonly Exchange[]
  readonly preflights: readonly Exchange[]
  count(kind?: Kind): number
  /** How many have arrived and are neither answered nor lost. */
  underWay(kind: Kind): number
  /**
   * Spoils the next requests of this kind (all, unless `times` says how many); the latest word counts.
   * Returns how to stop.
   */
  spoil(kind: Kind, fault: Fault, times?: number): () => void
  /** Nothing is spoiled any more. */
  relent(): void
  /** Pulls the cable: open connections die, new ones find nobody. */
  cut(): void
  mend(): void
  /** What the server says by itself, unspoiled and not written down. */
  peek(path: string): Promise<string>
  /** Another server, and nothing written down or to be spoiled. */
  reset(behind: RequestListener): void
  close(): Promise<void>
}

interface Spoiling {
  readonly kind: string
  readonly fault: Fault
  left: number
}

/**
 * `host` is the name in the URL; every name under `localhost` is this machine, and another site (RFC 6761).
 */
export async function createFront<Kind extends string = string>(
  host: string,
  kindOf: (method: string, url: URL, form: URLSearchParams) => string = (_method, { pathname }) => pathname,
): Promise<Front<Kind>> {
  let behind: RequestListener = (_request, response) => response.writeHead(503).end()
  const inner = await listen(createServer((request, response) => behind(request, response)))
  const sockets = new Set<Socket>()
  const underWay = new Set<Exchange>()
  let isCut = false
  let exchanges: Exchange[] = []
  let preflights: Exchange[] = []
  let spoilings: Spoiling[] = []

  const outer = await listen(
    createServer((request, response) => {
      handle(request, response).catch(() => response.destroy())
    }).on('connection', (socket) => {
      if (isCut) socket.destroy()
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }),
  )
  const origin = `http://${host}:${portOf(outer)}`

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const body = await bodyOf(request)
    const form = new URLSearchParams(
      request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? body.toString() : '',
    )
    const method = request.method ?? 'GET'
    const { headers } = request
    const exchange: Exchange = {
      kind: kindOf(method, url, form),
      method,
      url,
      headers,
      form,
      arrivedAt: Date.now(),
    }
    const preflight = method === 'OPTIONS'
    ;(preflight ? preflights : exchanges).push(exchange)
    underWay.add(exchange)
    response.on('close', () => {
      exchange.end = { at: Date.now(), delivered: response.writableFinished }
      underWay.delete(exchange)
    })

    const spoiling = preflight
      ? undefined
      : spoilings.findLast(({ kind, left }) => kind === exchange.kind && left > 0)
    if (spoiling) spoiling.left--
    const ask = async (): Promise<Answer> => {
      exchange.answer = await askInner(portOf(inner), request, body)
      return exchange.answer
    }
    const answer = spoiling
      ? await spoiling.fault({ exchange, ask, closed: once(response, 'close') })
      : await ask()
    if (answer === 'no-answer') {
      response.destroy()
      return
    }
    response.writeHead(answer.status, answer.headers)
    // A body shorter than it says it is: what a connection lost half-way leaves.
    const promised = Number(answer.headers['content-length'] ?? answer.body.length)
    if (promised > answer.body.length) response.write(answer.body, () => response.destroy())
    else response.end(answer.body)
  }

  function cutSockets(): void {
    for (const socket of sockets) socket.destroy()
  }

  return {
    origin,
    get exchanges() {
      return exchanges
    },
    get preflights() {
      return preflights
    },
    count: (kind) => exchanges.filter((exchange) => kind === undefined || exchange.kind === kind).length,
    underWay: (kind) => [...underWay].filter((exchange) => exchange.kind === kind).length,
    spoil: (kind, fault, times = Number.POSITIVE_INFINITY) => {
      const spoiling = { kind, fault, left: times }
      spoilings.push(spoiling)
      return () => {
        spoiling.left = 0
      }
    },
    relent: () => {
      spoilings = []
    },
    cut: () => {
      isCut = true
      cutSockets()
    },
    mend: () => {
      isCut = false
    },
    peek: async (path) => (await fetch(`http://127.0.0.1:${portOf(inner)}${path}`)).text(),
    reset: (listener) => {
      behind = listener
      exchanges = []
      preflights = []
      spoilings = []
      isCut = false
    },
    close: async () => {
      cutSockets()
      inner.closeAllConnections()
      await Promise.all([outer, inner].map((server) => once(server.close(), 'close')))
    },
  }
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function askInner(port: number, request: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    forward({ port, host: '127.0.0.1', method: request.method, path: request.url, headers: request.headers })
      .on('error', reject)
      .on('response', (message) => {
        bodyOf(message).then((body) => {
          const { connection: _, 'transfer-encoding': __, ...headers } = message.headers
          resolve({ status: message.statusCode ?? 502, headers, body })
        }, reject)
      })
      .end(body)
  })
}
