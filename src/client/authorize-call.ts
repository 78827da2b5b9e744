import { explained } from '../errors.js'
import type { AuthorizedCall, UnsentCall } from '../fetch/call.js'
import { own } from '../own.js'
import type { Client } from './client.js'
import { internalsOf } from './client-internals.js'
import { currentClient, type SeveralClients } from './current-client.js'

/** A call to an API that something else than `auth.fetch` sends. A `Request` is one. */
export interface ApiCall {
  /**
   * Where the call goes, as `fetch` would resolve it. A WebSocket (`wss:`) counts as the `https:` URL of its
   * handshake.
   */
  readonly url: string | URL
  /** The HTTP method, for a DPoP proof. Default: `GET`. */
  readonly method?: string
  /** Stops the wait for a token, but not a renewal that was sent already. */
  readonly signal?: AbortSignal
  /**
   * The headers that the call has already. An `Authorization` among them is refused, as `auth.fetch` does.
   */
  readonly headers?: { has(name: string): boolean }
  /** `no-cors` is refused, since the browser would drop the token. Default: `cors`. */
  readonly mode?: string
}

/**
 * Says which headers go along with a call to an API, and what the answer asks for: what `auth.fetch` does,
 * for a call that something else sends, such as XMLHttpRequest, a generated client, or a library for
 * WebSockets. It takes a client of one provider or of several.
 *
 * Rejects, before anything may be sent, as `auth.fetch` does: with `target-not-allowed` for a URL that is in
 * no `apis` (with `otherUrls: 'plain'`, too), with `signed-out`, with the error of a failed renewal, with the
 * reason of `signal`.
 *
 * @see [RFC 6750, section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)
 * @see [RFC 9449, section 7](https://www.rfc-editor.org/rfc/rfc9449#section-7)
 * @example
 * let call = await authorizeCall(auth, { url, method: 'PUT' })
 * for (;;) {
 *   const answer = await send(url, call.headers) // { status, headers: { get } }
 *   const again = await call.answered(answer)
 *   if (!again) return answer
 *   call = again
 * }
 */
export function authorizeCall<User>(
  auth: Client<User> | SeveralClients<User>,
  call: ApiCall,
): Promise<AuthorizedCall> {
  return explained(authorize(auth, call).then(explainedCall))
}

/** Would `auth.fetch` send a token to this URL? With several clients: would one of them? */
export function mayHaveToken<User>(auth: Client<User> | SeveralClients<User>, url: string): boolean {
  const clients = 'clients' in auth ? Object.values(auth.clients) : [auth]
  const resolved = new Request(url).url
  return clients.some((client) => internalsOf(client).isApi(resolved))
}

async function authorize<User>(
  auth: Client<User> | SeveralClients<User>,
  call: ApiCall,
): Promise<AuthorizedCall> {
  const { url, method = 'GET', signal, mode, headers } = readCall(call)
  const client = await currentClient(auth)
  // `Request` resolves the URL and spells the method as `fetch` would send them.
  const request = new Request(
    String(url).replace(/^ws(?=s?:)/i, 'http'),
    own<RequestInit>({ method, ...(signal && { signal }) }),
  )
  const unsent: UnsentCall = {
    url: request.url,
    method: request.method,
    signal: request.signal,
    mode,
    headers,
  }
  return internalsOf(client).authorize(unsent)
}

/** A `Request` has its members from its prototype; of any other object its own members count. */
function readCall(call: ApiCall): ApiCall {
  return call instanceof Request ? call : own(call)
}

function explainedCall(call: AuthorizedCall): AuthorizedCall {
  return {
    ...call,
    answered: (answer) => explained(call.answered(answer).then((next) => next && explainedCall(next))),
  }
}
