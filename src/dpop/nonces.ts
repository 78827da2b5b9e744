import type { TextStore } from '../effects/effects.js'
import type { ProvenRequest } from '../protocol/prover.js'

/**
 * The newest nonce of each server. It is kept by origin and by role: one server's is never shown to another (RFC 9449, section
 * 9). In localStorage, where all tabs and the next page find it; a stale one costs a request and nothing else.
 */
export interface Nonces {
  get(request: ProvenRequest): string | undefined
  set(request: ProvenRequest, nonce: string): void
  clear(): void
}

/** RFC 9449, section 8.1; the limit is ours, since it is stored. */
const wellFormed = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/

export function createNonces(store: TextStore, name: string): Nonces {
  const key = `${name} dpop-nonces`
  // All there is where the store refuses.
  let known: Readonly<Record<string, unknown>> = {}
  let text: string | undefined

  function read(): void {
    try {
      const stored = store.get(key)
      if (stored === text) return
      text = stored
      const value: unknown = JSON.parse(stored ?? '{}')
      known = typeof value === 'object' && value ? { ...value } : {}
    } catch {
      // Blocked, or not what was stored here.
    }
  }

  return {
    get(request) {
      read()
      const nonce = Object.hasOwn(known, place(request)) && known[place(request)]
      return typeof nonce === 'string' ? nonce : undefined
    },
    set(request, nonce) {
      read()
      if (!wellFormed.test(nonce) || known[place(request)] === nonce) return
      known = { ...known, [place(request)]: nonce }
      try {
        const next = JSON.stringify(known)
        store.set(key, next)
        text = next
      } catch {
        // Remembered on this page.
      }
    },
    clear() {
      known = {}
      text = undefined
      try {
        store.delete(key)
      } catch {
        // A store that refuses everything has nothing to delete.
      }
    },
  }
}

function place({ role, url }: ProvenRequest): string {
  return `${role} ${new URL(url).origin}`
}
