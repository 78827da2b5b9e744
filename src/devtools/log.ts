import type { EpochMs } from '../clock.js'
import type { TextStore } from '../effects/effects.js'
import { createStore, type Readable } from '../session/store.js'

/** How a line of the timeline or a request went: the colour that it has, and the word for who sees none. */
export type Level = 'good' | 'notice' | 'problem' | 'plain'

/** Something that happened to the session or to the page, or an action here. No member is a token. */
export interface LoggedEvent {
  /** Events and requests are counted together, so the numbers tell their order. */
  readonly id: number
  readonly at: EpochMs
  /** The type of the event, such as `tokens-arrived`. */
  readonly type: string
  readonly level: Level
  readonly text: string
}

/** One request of the client. The URL has no query, no member is a token, and no body is kept. */
export interface LoggedRequest {
  /** Events and requests are counted together, so the numbers tell their order. */
  readonly id: number
  readonly at: EpochMs
  /** `server`: the authorization server or the server part. `api`: a call to an API. `other`: neither. */
  readonly to: 'server' | 'api' | 'other'
  readonly method: string
  readonly url: string
  /** What the request is for, in plain words. */
  readonly purpose: string
  /** What went along with the request, such as a Bearer token. */
  readonly attached: string
  readonly status?: number
  readonly durationMs?: number
  /** What came of the request, where the status does not say it: an error code, or why there is no answer. */
  readonly outcome?: string
  /** The API of `apis` that the URL belongs to. */
  readonly api?: string
}

/** What the devtools remember of one client. It survives a reload of the tab, and with it a login. */
export interface Log {
  /** Changes with each addition. */
  readonly changes: Readable<number>
  /** In order. */
  events(): readonly LoggedEvent[]
  /** In order. */
  requests(): readonly LoggedRequest[]
  addEvent(event: Omit<LoggedEvent, 'id'>): void
  /** Adds a request; returns how to say what came of it. */
  addRequest(request: Omit<LoggedRequest, 'id'>): (outcome: Partial<LoggedRequest>) => void
  clear(): void
}

/** So many events, and so many requests, are remembered. */
const most = 100

export function createLog(store: TextStore, key: string): Log {
  let { events, requests } = read(store, key)
  let lastId = Math.max(0, ...[...events, ...requests].map(({ id }) => id))
  const changes = createStore(0)

  function changed(): void {
    events = events.slice(-most)
    requests = requests.slice(-most)
    try {
      store.set(key, JSON.stringify({ events, requests }))
    } catch {
      // Storage is blocked or full, so the log ends with this page.
    }
    changes.set(changes.get() + 1)
  }

  return {
    changes,
    events: () => events,
    requests: () => requests,
    addEvent(event) {
      events = [...events, { ...event, id: ++lastId }]
      changed()
    },
    addRequest(request) {
      const id = ++lastId
      requests = [...requests, { ...request, id }]
      changed()
      return (outcome) => {
        requests = requests.map((one) => (one.id === id ? { ...one, ...outcome } : one))
        changed()
      }
    },
    clear() {
      events = []
      requests = []
      changed()
    },
  }
}

interface Remembered {
  readonly events: readonly LoggedEvent[]
  readonly requests: readonly LoggedRequest[]
}

function read(store: TextStore, key: string): Remembered {
  try {
    const { events, requests } = JSON.parse(store.get(key) ?? '')
    if (Array.isArray(events) && Array.isArray(requests)) return { events, requests }
  } catch {
    // Nothing is stored yet, storage is blocked, or something else is stored there.
  }
  return { events: [], requests: [] }
}
