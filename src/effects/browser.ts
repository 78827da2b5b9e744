import { longestMs } from '../clock.js'
import type { Channel, Database, Effects, OpenChannel, TextStore } from './effects.js'
import { createLock } from './lock.js'
import { createPage } from './page.js'

/**
 * The effects of a real browser. Each part touches its global when it is used, and not when it is made, since
 * this function is called on servers, too.
 */
export function browserEffects(): Effects {
  let database: Promise<Database> | undefined
  return {
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      after(ms, run) {
        const timer = setTimeout(run, Math.min(ms, longestMs))
        return () => clearTimeout(timer)
      },
    },
    // `fetch` is looked up at each call, since monitoring and mocking tools replace it after this module was
    // loaded.
    fetch: (input, init) => globalThis.fetch(input, init),
    storage: {
      tab: textStore(() => sessionStorage),
      browser: textStore(() => localStorage),
      database() {
        database ??= import('./database.js').then(({ createDatabase }) => createDatabase('hallpass'))
        return database
      },
    },
    lock: createLock(),
    openChannel,
    ...(typeof document === 'object' && typeof location === 'object' && { page: createPage() }),
  }
}

/** The storage is read at each use, since its getter itself throws where cookies are blocked. */
export function textStore(area: () => Storage): TextStore {
  return {
    get: (key) => area().getItem(key) ?? undefined,
    set: (key, value) => area().setItem(key, value),
    delete: (key) => area().removeItem(key),
  }
}

const openChannel: OpenChannel = (name, listener): Channel => {
  if (typeof BroadcastChannel !== 'function') return { post() {}, close() {} }
  const channel = new BroadcastChannel(name)
  channel.onmessage = (event) => listener(event.data)
  return {
    post(message) {
      try {
        channel.postMessage(message)
      } catch {
        // The channel is closed. A message that is lost is no loss, since storage is authoritative.
      }
    },
    close: () => channel.close(),
  }
}
