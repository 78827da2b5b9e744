import { aborted } from '../aborted.js'
import type { Clock } from '../clock.js'
import { AuthError, withRawAnswer } from '../errors.js'
import { own } from '../own.js'
import type { Dialect, EndpointForm } from './dialect.js'
import { isShallow } from './is-shallow.js'
import { readRetryAfter } from './retry-after.js'

/** What a request to the authorization server needs from the world. */
export interface Network {
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** The time limit for one whole answer with its body, in milliseconds. */
  readonly timeoutMs: number
  /** When the last of several requests has to be answered, as a time of `clock.elapsed()`. */
  readonly deadline?: number
}

const maxCharacters = 1 << 19

/**
 * `fetch` for the authorization server: with a time limit and a size cap, never through a redirect, and with
 * an `AuthError` for each failure. A `Content-Type: application/x-www-form-urlencoded` POST without other
 * headers is a simple request and needs no preflight (CORS). The answer's body is a JSON object, whatever its
 * content type says.
 */
export async function request(
  network: Network,
  endpoint: string,
  url: string,
  init: RequestInit = {},
  parse: (text: string | undefined) => unknown = parseObject,
): Promise<Response> {
  const abort = new AbortController()
  const { clock, timeoutMs, deadline = Number.POSITIVE_INFINITY } = own(network)
  const leftMs = deadline - clock.elapsed()
  // Another page may hold the lock by now: a request that comes too late is not sent.
  if (leftMs <= 0) throw new AuthError('timeout', { endpoint })
  const stop = clock.after(Math.min(timeoutMs, leftMs), () => abort.abort())
  const late = aborted(abort.signal)
  let response: Response
  let text: string | undefined
  try {
    const options: RequestInit = own({ ...init, cache: 'no-store', redirect: 'manual', signal: abort.signal })
    // The race is needed because a `fetch` that was replaced may not heed the signal.
    response = await Promise.race([network.fetch(url, options), late])
    text = await Promise.race([readText(response), late])
  } catch {
    throw new AuthError(abort.signal.aborted ? 'timeout' : 'network', { endpoint })
  } finally {
    stop()
  }
  const { status } = response
  if (status === 408 || status === 429 || status > 499) {
    const after = readRetryAfter(response.headers.get('retry-after'), clock.now())
    const error = new AuthError('server-unavailable', { endpoint, status, ...after })
    throw withRawAnswer(error, { body: parseObject(text), request: { ...init, url } })
  }
  const body = parse(text)
  // A redirect is opaque in a browser: type 'opaqueredirect', status 0.
  const redirect = !status || (status > 299 && status < 400)
  if (redirect || !body) {
    const unread = text === undefined ? 'too-long' : 'not-json'
    throw new AuthError('invalid-response', { endpoint, problem: redirect ? 'redirect' : unread, status })
  }
  if (!isShallow(body)) {
    throw new AuthError('invalid-response', {
      endpoint,
      problem: 'malformed',
      status,
      reason: 'too-deep',
    })
  }
  // The answer is rebuilt without `WWW-Authenticate`, because of which oauth4webapi would not read the JSON
  // error.
  const headers = [...response.headers].filter(([name]) => /^(dpop-nonce|date)$/.test(name))
  // A `Response` with the status 204 or 205 cannot have a body.
  return Response.json(body, { status: status === 204 || status === 205 ? 200 : status, headers })
}

/**
 * A form POST of a client without a secret, whose client id goes into the body (RFC 6749, section 3.2.1); or
 * the request that the server's dialect makes of the form.
 */
export function post(
  network: Network,
  endpoint: EndpointForm['endpoint'],
  url: string,
  form: Readonly<Record<string, string>>,
  dialect?: Dialect,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const {
    url: target,
    headers,
    ...init
  } = dialect?.request?.({ endpoint, url, form }) ?? {
    url,
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
  }
  const parse = endpoint === 'revocation endpoint' ? parseAnything : parseObject
  return request(network, endpoint, target, { ...init, headers: { ...headers, ...more } }, parse)
}

/** A body as text; `undefined` where it is too long. */
export async function readText(response: Response): Promise<string | undefined> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return text
    text += part.value
    if (text.length > maxCharacters) return void reader?.cancel()
  }
}

/**
 * For answers whose body may say nothing, such as those to a revocation (RFC 7009, section 2.2): Dropbox
 * sends `null`.
 */
export function parseAnything(text: string | undefined): object {
  return parseObject(text) ?? {}
}

function parseObject(text: string | undefined): object | undefined {
  try {
    const value = JSON.parse(text || '{}')
    return typeof value === 'object' && value && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
