import type { TextStore } from '../effects/effects.js'
import type { ProvenRequest } from '../protocol/dpop-prover.js'

/**
 * The newest nonce of each server, by origin and by role, since the nonce of one server is never shown to
 * another (RFC 9449, section 9). The nonces are in localStorage, where all tabs and the next page find them;
 * an old nonce costs one request and nothing else.
 */
export interface Nonces {
  get(request: ProvenRequest): string | undefined
  set(request: ProvenRequest, nonce: string): void
  clear(): void
}

/**
 * The characters are those of RFC 9449, section 8.1. The length limit is this library's, since nonces are
 * stored.
 */
const wellFormed = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/

export function createNonces(store: TextStore, name: string): Nonces {
  const key = `${name} dpop-nonces`
  // Where storage is blocked, the nonces are kept here alone.
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
      // Storage is blocked, or holds something else.
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
        // Storage is blocked, so the nonce is remembered on this page only.
      }
    },
    clear() {
      known = {}
      text = undefined
      try {
        store.delete(key)
      } catch {
        // Storage is blocked, so there is nothing to delete.
      }
    },
  }
}

function place({ role, url }: ProvenRequest): string {
  return `${role} ${new URL(url).origin}`
}
