/** Node's `IncomingMessage`, as far as it is used; Express's and Connect's, too. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  /** The HTTP method. Default: `GET`. */
  readonly method?: string | undefined
  /** The request target: the path and the query (RFC 9112, section 3.2). */
  readonly url?: string | undefined
  /** Where a router has taken the path apart: the whole of it. */
  readonly originalUrl?: string | undefined
  /** The header fields by their names; those of HTTP/2 that begin with a colon are allowed. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The connection, which is one over TLS if it has the member `encrypted`. */
  readonly socket: object
  /** Whether the body has been read to its end already, by a body parser for one. */
  readonly readableEnded: boolean
}

/** Node's `ServerResponse`, as far as it is used. */
export interface NodeResponse {
  /** The HTTP status code of the answer, set before the body is written. */
  statusCode: number
  /** Sets a header field; with a list of values it is sent once for each, as `Set-Cookie` needs. */
  setHeader(name: string, value: string | readonly string[]): unknown
  /** Sends a part of the body. Returns `false` if the next part should wait for the event `drain`. */
  write(chunk: Uint8Array): boolean
  /** Ends the answer, once its body has been written, or without a body. */
  end(text?: string): unknown
  /**
   * Calls `listener` once: at `drain` when more can be written, at `close` when the connection or the answer
   * is over.
   */
  once(event: 'close' | 'drain', listener: () => void): unknown
  /** Breaks the answer off, so that the browser sees that the body is incomplete. */
  destroy(): unknown
}

/**
 * Is a request one for what is below `basePath`? By its target alone, as a URL parser reads it, and without a
 * look at anything else that a caller chooses. A target that is no path (`*`, or a URL for another server:
 * RFC 9112, section 3.2) is below nothing.
 */
export function isBelow(basePath: string, incoming: Pick<NodeRequest, 'url' | 'originalUrl'>): boolean {
  const target = targetOf(incoming)
  if (!target.startsWith('/')) return false
  const { pathname } = new URL(`http://localhost${target}`)
  return pathname === basePath || pathname.startsWith(`${basePath}/`)
}

/**
 * Nothing for what Fetch has no request for: TRACE, a host with a name or a path in it, octets that no header
 * has.
 */
export function toRequest(incoming: NodeRequest, outgoing: NodeResponse): Request | undefined {
  const { method = 'GET', headers, socket } = incoming
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith(':')
      ? []
      : [value].flat().map((one): [string, string] => [name, one]),
  )
  try {
    const url = originOf(headers, 'encrypted' in socket) + targetOf(incoming)
    const gone = new AbortController()
    const init: RequestInit = { method, headers: new Headers(given), signal: gone.signal }
    const request = /^(GET|HEAD|OPTIONS)$/.test(method)
      ? new Request(url, init)
      : // `duplex` is not in every version of the types, and Node wants it.
        new Request(url, { ...init, body: toStream(incoming), duplex: 'half' } as RequestInit)
    outgoing.once('close', () => gone.abort())
    return request
  } catch {
    return undefined
  }
}

function targetOf({ originalUrl, url = '' }: Pick<NodeRequest, 'url' | 'originalUrl'>): string {
  return originalUrl ?? url
}

/**
 * HTTP/2 has `:authority` in the place of `Host` (RFC 9113, section 8.3.1). Throws for what is no host (RFC
 * 9110, section 7.2).
 */
function originOf(headers: NodeRequest['headers'], isEncrypted: boolean): string {
  const host = String(headers[':authority'] ?? headers.host ?? 'localhost')
  if (!host || /[/?#@\\\s]/.test(host)) throw new TypeError('This is no host.')
  return new URL(`${isEncrypted ? 'https' : 'http'}://${host}`).origin
}

function toStream(incoming: NodeRequest): ReadableStream<Uint8Array> {
  const chunks = incoming[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    // The rest is thrown away as it comes. The connection stays open, so that the answer gets through, and so
    // that the next request on it is read.
    async cancel() {
      while (!(await chunks.next()).done);
    },
  })
}
