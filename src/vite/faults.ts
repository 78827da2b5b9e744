import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Faults, type FaultyAnswer, noFaults } from './settings.js'

/** The faults of all requests, and those of single test runs, which send a header of their own. */
export interface FaultStore {
  readonly of: (run: string | undefined) => Faults
  readonly change: (run: string | undefined, change: Partial<Faults>) => void
  readonly reset: (run: string | undefined) => void
  /** The faulty answer for this request, if there is one: it counts down. */
  readonly takeAnswer: (run: string | undefined) => FaultyAnswer | undefined
}

/** The request header that says which test run a request belongs to. */
const runHeader = 'x-test-run'

export function runOf(request: IncomingMessage): string | undefined {
  const value = request.headers[runHeader]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function createFaultStore(): FaultStore {
  const byRun = new Map<string | undefined, Faults>()

  /** A run without faults of its own has those of everybody. */
  function keyFor(run: string | undefined): string | undefined {
    return byRun.has(run) ? run : undefined
  }

  const of = (run: string | undefined): Faults => byRun.get(keyFor(run)) ?? noFaults

  return {
    of,
    change(run, change) {
      byRun.set(run, { ...(byRun.get(run) ?? noFaults), ...change })
    },
    reset(run) {
      if (run === undefined) byRun.clear()
      else byRun.delete(run)
    },
    takeAnswer(run) {
      const { answer } = of(run)
      if (answer?.timesLeft === undefined) return answer
      const timesLeft = answer.timesLeft - 1
      const key = keyFor(run)
      byRun.set(key, {
        ...(byRun.get(key) ?? noFaults),
        answer: timesLeft > 0 ? { ...answer, timesLeft } : undefined,
      })
      return answer
    },
  }
}

/** Answers with a status that a proxy or a server in trouble answers with. Pages may read it. */
export function sendFaultyAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, retryAfter }: FaultyAnswer,
): void {
  const { origin } = request.headers
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(origin !== undefined && {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'Retry-After',
      vary: 'Origin',
    }),
  })
  const error = status === 429 || status === 503 ? 'temporarily_unavailable' : 'server_error'
  response.end(
    JSON.stringify({ error, error_description: `the development server was told to answer ${status}` }),
  )
}
