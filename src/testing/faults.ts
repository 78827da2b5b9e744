import type { Clock } from '../clock.js'

/**
 * What can go wrong with a request to a test server. `'offline'`: the request does not arrive.
 * `'lost-answer'`: the server does what was asked, and its answer does not arrive. `'captive-portal'`: a page
 * of somebody else answers with status 200, as in a hotel. `'invalid_grant'`: the token endpoint refuses the
 * code or the refresh token (RFC 6749, section 5.2), and does nothing. `{ status }`: an HTTP error, with an
 * HTML page as its body, or with the JSON of an OAuth error where there is an `error`. `{ delayMs }`: the
 * answer comes so much later, by the clock of the test.
 */
export type Fault =
  | 'offline'
  | 'lost-answer'
  | 'captive-portal'
  | 'invalid_grant'
  | { readonly status: number; readonly retryAfterSeconds?: number; readonly error?: string }
  | { readonly delayMs: number }

/** Which requests a fault is for, and how often it happens. */
export interface FaultOptions {
  /** How many requests it happens to. Default: all, until it is repaired. */
  readonly times?: number
}

interface ActiveFault {
  readonly endpoint: string
  readonly fault: Fault
  left: number
}

export interface Faults {
  add(endpoint: string, fault: Fault, options?: FaultOptions): () => void
  /** Answers the request, with what goes wrong. */
  answer(endpoint: string, request: Request, proceed: () => Promise<Response>): Promise<Response>
}

export function createFaults(clock: Clock): Faults {
  let active: readonly ActiveFault[] = []

  return {
    add(endpoint, fault, { times = Number.POSITIVE_INFINITY } = {}) {
      const added = { endpoint, fault, left: times }
      active = [...active, added]
      return () => {
        active = active.filter((other) => other !== added)
      }
    },
    async answer(endpoint, request, proceed) {
      const found = active.find((entry) => [endpoint, '*'].includes(entry.endpoint) && entry.left > 0)
      if (!found) return proceed()
      found.left--
      return fail(found.fault, clock, request, proceed)
    },
  }
}

async function fail(
  fault: Fault,
  clock: Clock,
  request: Request,
  proceed: () => Promise<Response>,
): Promise<Response> {
  if (fault === 'invalid_grant') return Response.json({ error: fault }, { status: 400 })
  if (fault === 'captive-portal') return html('<h1>Welcome to the hotel</h1>', { status: 200 })
  if (fault === 'lost-answer') await proceed()
  if (typeof fault === 'string') throw new TypeError('Failed to fetch')
  if ('delayMs' in fault) {
    await passed(clock, fault.delayMs, request.signal)
    return proceed()
  }
  const { status, retryAfterSeconds, error } = fault
  const headers = { ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }) }
  if (error) return Response.json({ error }, { status, headers })
  return html(`<h1>${status}</h1>`, { status, headers })
}

function html(text: string, init: { readonly status: number; readonly headers?: object }): Response {
  return new Response(`<!doctype html>${text}`, {
    status: init.status,
    headers: { ...init.headers, 'content-type': 'text/html; charset=utf-8' },
  })
}

/** Resolves when so much time of the clock has passed, and rejects when the request is given up. */
function passed(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(ms, resolve)
    signal.addEventListener('abort', () => {
      stop()
      reject(signal.reason)
    })
  })
}
