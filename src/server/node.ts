import { own } from '../own.js'
import type { ServerPart } from './create-server.js'
import type { ServerEnv } from './options.js'

export type { ServerEnv, ServerPart }

/** Node's `IncomingMessage`, as far as it is used; Express's and Connect's, too. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Where a router has taken the path apart: the whole of it. */
  readonly originalUrl?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly socket: object
  readonly readableEnded: boolean
}

/** Node's `ServerResponse`, as far as it is used. */
export interface NodeResponse {
  statusCode: number
  setHeader(name: string, value: string | readonly string[]): unknown
  write(chunk: Uint8Array): boolean
  end(text?: string): unknown
  once(event: 'close' | 'drain', listener: () => void): unknown
  destroy(): unknown
}

export interface NodeHandlerOptions<Env> {
  /** What the functions of the server part's options get. Default: `process.env`. */
  readonly env?: Env
}

export type NodeHandler = (request: NodeRequest, response: NodeResponse, next?: (error?: unknown) => void) => void

/**
 * A server part for `http.createServer`, Express, Connect and whatever else speaks of `req`, `res` and `next`. Mount it before body parsers. What is not
 * the server part's goes to `next`, or is a 404 without one.
 *
 * @example
 * ```ts
 * http.createServer(toNodeHandler(oauth)).listen(3000)
 * express().use(toNodeHandler(oauth))
 * ```
 */
export function toNodeHandler<Env = ServerEnv>(
  server: ServerPart<Env>,
  options: NodeHandlerOptions<Env> = {},
): NodeHandler {
  const { env } = own(options)
  return (incoming, outgoing, next) => {
    respond(server, env, incoming, outgoing).then(
      (done) => {
        if (done) return
        if (next) return next()
        outgoing.statusCode = 404
        outgoing.end()
      },
      (error) => {
        if (next) return next(error)
        outgoing.statusCode = 500
        outgoing.end()
      },
    )
  }
}

async function respond<Env>(
  server: ServerPart<Env>,
  env: Env | undefined,
  incoming: NodeRequest,
  outgoing: NodeResponse,
): Promise<boolean> {
  const request = toRequest(incoming, outgoing)
  const response = request && (await server(request, env))
  if (!response) return false
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  await sendBody(response, outgoing)
  return true
}

function toRequest(incoming: NodeRequest, outgoing: NodeResponse): Request | undefined {
  const { method = 'GET', headers, socket } = incoming
  const path = incoming.originalUrl ?? incoming.url ?? '/'
  const text = `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? 'localhost'}${path}`
  // A request for another server (RFC 9112, section 3.2.2), or no request at all.
  if (!path.startsWith('/') || !URL.canParse(text)) return undefined
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith(':') ? [] : [value].flat().map((one): [string, string] => [name, one]),
  )
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const init: RequestInit = { method, headers: new Headers(given), signal: gone.signal }
  if (/^(GET|HEAD|OPTIONS)$/.test(method)) return new Request(text, init)
  if (incoming.readableEnded && Number(headers['content-length'] ?? 0) > 0) {
    throw new TypeError('The body has been read already: mount the server part before body parsers.')
  }
  // `duplex` is not in every version of the types, and Node wants it.
  return new Request(text, { ...init, body: toStream(incoming), duplex: 'half' } as RequestInit)
}

function toStream(incoming: NodeRequest): ReadableStream<Uint8Array> {
  const chunks = incoming[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    // The rest is not read, and the connection stays as it is, so that the answer gets through.
    cancel() {},
  })
}

async function sendBody({ body }: Response, outgoing: NodeResponse): Promise<void> {
  const reader = body?.getReader()
  try {
    for (;;) {
      const part = await reader?.read()
      if (!part || part.done) break
      if (outgoing.write(part.value)) continue
      await new Promise<void>((resume) => {
        outgoing.once('drain', resume)
        outgoing.once('close', resume)
      })
    }
    outgoing.end()
  } catch {
    // The API broke off in the middle, and so does the answer.
    outgoing.destroy()
  }
}
