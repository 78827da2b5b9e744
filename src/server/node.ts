import { own } from '../own.js'
import type { ServerPart } from './create-server.js'
import { isBelow, type NodeRequest, type NodeResponse, toRequest } from './node-request.js'
import type { ServerEnv } from './options.js'

export type { NodeRequest, NodeResponse, ServerEnv, ServerPart }

/** A server part, or a function of yours around one: without a `basePath` it is asked about each path. */
export type ServerFunction<Env = ServerEnv> = ((
  request: Request,
  env?: Env,
) => Promise<Response | undefined>) &
  Partial<Pick<ServerPart<Env>, 'check' | 'basePath'>>

/** The options of `toNodeHandler`. */
export interface NodeHandlerOptions<Env> {
  /** What the functions of the server part's options get. Default: `process.env`. */
  readonly env?: Env
}

/**
 * A request handler for `http.createServer`, Express and Connect. `next` is called for each request that is
 * not answered here, and with the error where answering failed.
 */
export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error?: unknown) => void,
) => void

/**
 * A server part for `http.createServer`, Express, Connect and whatever else speaks of `req`, `res` and
 * `next`, over HTTP/2, too. Mount it before body parsers. What is not below the server part's `basePath` goes
 * to `next` untouched, or is a 404 without one. What is no request at all there (a `TRACE`, a `Host` that is
 * none) is a 400.
 *
 * @example
 * ```ts
 * http.createServer(toNodeHandler(oauth)).listen(3000)
 * express().use(toNodeHandler(oauth))
 * ```
 */
export function toNodeHandler<Env = ServerEnv>(
  server: ServerFunction<Env>,
  options: NodeHandlerOptions<Env> = {},
): NodeHandler {
  const { env } = own(options)
  // A missing secret is reported when the server starts, and not when the first person wants to sign in.
  server.check?.(env).catch(() => {})
  return (incoming, outgoing, next) => {
    const pass = next ?? ((error) => end(outgoing, error ? 500 : 404))
    // `next` is called synchronously, so that the handlers after this one run as they would without it.
    if (!isBelow(server.basePath ?? '', incoming)) return pass()
    respond(server, env, incoming, outgoing).then((done) => done || pass(), pass)
  }
}

async function respond<Env>(
  server: ServerFunction<Env>,
  env: Env | undefined,
  incoming: NodeRequest,
  outgoing: NodeResponse,
): Promise<boolean> {
  const { method = 'GET', headers, readableEnded } = incoming
  if (
    !/^(GET|HEAD|OPTIONS|TRACE)$/.test(method) &&
    readableEnded &&
    Number(headers['content-length'] ?? 0) > 0
  ) {
    throw new TypeError('The body has been read already: mount the server part before body parsers.')
  }
  const request = toRequest(incoming, outgoing)
  if (!request) {
    end(outgoing, 400)
    return true
  }
  const response = await server(request, env)
  if (!response) return false
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  await sendBody(response, outgoing, request.signal)
  // What nobody has read of a body that was refused. Whoever has read a part of it has done so already.
  request.body?.cancel().catch(() => {})
  return true
}

function end(outgoing: NodeResponse, status: number): void {
  outgoing.statusCode = status
  outgoing.end()
}

async function sendBody({ body }: Response, outgoing: NodeResponse, gone: AbortSignal): Promise<void> {
  const reader = body?.getReader()
  let resume = (): void => {}
  // The listener is added once, and not for each wait, since a slow reader of a long answer would collect
  // many listeners.
  outgoing.once('close', () => resume())
  try {
    for (;;) {
      const part = await reader?.read()
      if (!part || part.done) break
      if (outgoing.write(part.value)) continue
      // The connection is closed, so nobody reads the rest, and `close` will not be emitted again.
      gone.throwIfAborted()
      await new Promise<void>((resolve) => {
        resume = resolve
        outgoing.once('drain', resolve)
      })
      gone.throwIfAborted()
    }
    outgoing.end()
  } catch {
    // The API ended its answer in the middle, so the connection is destroyed. A complete ending would look
    // like a complete answer.
    reader?.cancel().catch(() => {})
    outgoing.destroy()
  }
}
