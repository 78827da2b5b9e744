/** One request and its answer, in plain words and without a secret. */
export interface LoggedRequest {
  readonly number: number
  /** In milliseconds since the epoch. */
  readonly at: number
  readonly method: string
  /** Below the issuer: `/token`. */
  readonly path: string
  readonly asked: string
  readonly answered: string
  /** The HTTP status; `undefined` where there was no answer. */
  readonly status: number | undefined
  readonly durationMs: number
  readonly level: Level
  /** The person's name, where it is known whom the request is about. */
  readonly person: string | undefined
}

/** `notice`: part of the protocol, and not a success, such as `login_required` to `prompt=none`. */
export type Level = 'good' | 'notice' | 'problem'

export interface RequestLog {
  readonly add: (entry: Omit<LoggedRequest, 'number'>) => void
  /** The newest first. */
  readonly list: () => readonly LoggedRequest[]
  readonly clear: () => void
}

const mostEntries = 200

export function createRequestLog(): RequestLog {
  let entries: readonly LoggedRequest[] = []
  let number = 0
  return {
    add(entry) {
      number += 1
      entries = [{ ...entry, number }, ...entries].slice(0, mostEntries)
    },
    list: () => entries,
    clear() {
      entries = []
    },
  }
}
