import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type ReadRequest, readForm } from './translate.js'

/** A request to the authorization server, in the order in which they came. */
export interface Seen {
  readonly kind: string
  readonly cameAt: number
  /** The HTTP status, once it is answered; `undefined` for a connection that broke. */
  status: number | undefined
  done: boolean
}

/** What becomes of a request: `lose` breaks the connection. Whatever returns nothing lets it pass. */
export interface Fault {
  /** Before the server hears of it. */
  readonly before?: (seen: Seen, request: IncomingMessage, response: ServerResponse) => Promise<Fate>
  /** When the server has done what it was asked, and its answer is on the way. */
  readonly after?: (seen: Seen) => Promise<Fate>
}
/** `answered`: the fault has answered in place of the server. */
export type Fate = 'lose' | 'answered' | undefined

export interface Front {
  readonly seen: Seen[]
  delayMs: number
  fault: Fault
  /** Answers that are still to come. */
  open(): number
  readonly listener: RequestListener
}

/** Stands before the authorization server: counts, delays, and spoils what a measure wants spoiled. */
export function createFront(ask: RequestListener): Front {
  const seen: Seen[] = []

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one: Seen = {
      kind: await kindOf(request),
      cameAt: performance.now(),
      status: undefined,
      done: false,
    }
    seen.push(one)
    response.once('close', () => {
      one.done = true
      if (response.writableFinished) one.status = response.statusCode
    })
    const fate = await front.fault.before?.(one, request, response)
    if (fate === 'lose') return void request.socket.destroy()
    if (fate === 'answered') return
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
    response.end = (...args: unknown[]) => {
      void (async () => {
        if (front.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, front.delayMs))
        if ((await front.fault.after?.(one)) !== 'lose') return end(...args)
        // A connection that breaks before any answer would make Chromium send the request again by itself.
        response.flushHeaders()
        setTimeout(() => request.socket.destroy(), 20)
      })()
      return response
    }
    ask(request, response)
  }

  const front: Front = {
    seen,
    delayMs: 0,
    fault: {},
    open: () => seen.filter(({ done }) => !done).length,
    listener: (request, response) => void pass(request, response),
  }
  return front
}

async function kindOf(request: ReadRequest): Promise<string> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://localhost')
  if (request.method === 'OPTIONS') return 'preflight'
  if (pathname.includes('/.well-known/')) return 'metadata'
  if (pathname === '/jwks') return 'keys'
  if (pathname === '/me') return 'user'
  if (pathname === '/token') {
    // oidc-provider takes a body that was read before.
    request.body ??= await readForm(request)
    return request.body.grant_type === 'refresh_token' ? 'refresh' : 'code'
  }
  if (pathname === '/auth') return searchParams.get('prompt') === 'none' ? 'silent' : 'authorize'
  return pathname.startsWith('/auth/') || pathname.startsWith('/interaction/') ? 'sign-in page' : pathname
}
