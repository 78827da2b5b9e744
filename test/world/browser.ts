import type { Channel, Database, Effects, Lock, PageEvent, TextStore } from '../../src/effects/effects.js'
import type { TestClock } from './clock.js'
import type { TestServer } from './server.js'

export const origin = 'https://app.example'

/** A browser profile: what all its tabs share. */
export interface TestBrowser {
  readonly local: Map<string, string>
  readonly records: Map<string, unknown>
  /** Set to make an area refuse everything. */
  readonly broken: Set<'tab' | 'browser' | 'database' | 'channel'>
  locks: boolean
  openTab(url?: string): TestTab
}

/** A tab, with the pages that come and go in it. */
export interface TestTab {
  readonly session: Map<string, string>
  readonly effects: Effects
  url: string
  /** Where the page has left for. */
  left: string | undefined
  /** Did the page give its place in the history to where it has left for? */
  replaced: boolean
  visible: boolean
  active: boolean | undefined
  /** Does nothing any more: timers, messages and locks stand still. */
  frozen: boolean
  /**
   * So many of its next reads of the database fail, of its next writes, and of what deletes, which a full
   * disk lets through.
   */
  readonly failing: { reads: number; writes: number; deletes: number }
  readonly history: string[]
  /** Another page in this tab: only storage stays. */
  load(url: string): TestTab
  /** A copy, as "duplicate tab" and `window.open` make it. */
  duplicate(): TestTab
  tell(event: PageEvent): void
}

export function createTestBrowser(clock: TestClock, server: TestServer): TestBrowser {
  const local = new Map<string, string>()
  const records = new Map<string, unknown>()
  const broken = new Set<'tab' | 'browser' | 'database' | 'channel'>()
  const channels = new Set<{
    name: string
    tab: object
    frozen: () => boolean
    listener: (message: unknown) => void
  }>()
  const owners = new Map<string, object>()
  const queues = new Map<
    string,
    { holder: { readonly robbed: () => void } | undefined; waiting: (() => void)[] }
  >()

  let tabs = 0

  const browser: TestBrowser = {
    local,
    records,
    broken,
    locks: true,
    openTab: (url = `${origin}/`) => createTab(url, new Map()),
  }
  return browser

  function store(area: 'tab' | 'browser', values: Map<string, string>): TextStore {
    const guard = (key: string): string => {
      if (broken.has(area)) throw new DOMException('blocked', 'SecurityError')
      return key
    }
    return {
      get: (key) => values.get(guard(key)),
      set: (key, value) => void values.set(guard(key), value),
      delete: (key) => void values.delete(guard(key)),
    }
  }

  function createDatabase(failing: TestTab['failing']): Database {
    const guard = async (): Promise<void> => {
      if (broken.has('database')) throw new DOMException('blocked', 'InvalidStateError')
    }
    return {
      async get(key) {
        await guard()
        if (failing.reads-- > 0)
          throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
        return structuredClone(records.get(key))
      },
      async update(key, change) {
        await guard()
        const next = structuredClone(change(structuredClone(records.get(key))))
        if (next === undefined ? failing.deletes-- > 0 : failing.writes-- > 0)
          throw new DOMException('full', 'QuotaExceededError')
        if (next === undefined) records.delete(key)
        else records.set(key, next)
        return next
      },
    }
  }

  function createLock(tab: number): Lock {
    return {
      acrossTabs: () => browser.locks,
      async hold(name, { signal, steal }, run) {
        const key = browser.locks ? name : `${name} ${tab}`
        const queue = queues.get(key) ?? { holder: undefined, waiting: [] }
        queues.set(key, queue)
        if (queue.holder && !steal) {
          await new Promise<void>((resolve, reject) => {
            queue.waiting.push(resolve)
            signal?.addEventListener('abort', () => {
              queue.waiting.splice(queue.waiting.indexOf(resolve), 1)
              reject(signal.reason)
            })
          })
        }
        let robbed = (): void => {}
        const theft = new Promise<never>((_, reject) => {
          robbed = () => reject(new DOMException('stolen', 'AbortError'))
        })
        queue.holder?.robbed()
        const me = { robbed }
        queue.holder = me
        try {
          return await Promise.race([run(), theft])
        } finally {
          if (queue.holder === me) {
            queue.holder = undefined
            queue.waiting.shift()?.()
          }
        }
      },
    }
  }

  function createTab(url: string, session: Map<string, string>): TestTab {
    const listeners = new Set<(event: PageEvent) => void>()
    const me = {}
    const tab: TestTab = {
      session,
      url,
      left: undefined,
      replaced: false,
      visible: true,
      active: true,
      frozen: false,
      failing: { reads: 0, writes: 0, deletes: 0 },
      history: [url],
      load(next) {
        tab.tell({ type: 'left' })
        for (const entry of channels) if (entry.tab === me) channels.delete(entry)
        for (const [id, owner] of owners) if (owner === me) owners.delete(id)
        return createTab(next, session)
      },
      duplicate: () => createTab(tab.url, new Map(session)),
      tell: (event) => {
        for (const listener of listeners) listener(event)
      },
      effects: {
        clock: { ...clock, after: (ms, run) => clock.after(ms, () => tab.frozen || run()) },
        fetch: (input, init) => server.fetch(input, init),
        storage: {
          tab: store('tab', session),
          browser: store('browser', local),
          database: async () => createDatabase(tab.failing),
        },
        lock: createLock(++tabs),
        openChannel(name, listener): Channel {
          if (broken.has('channel')) return { post() {}, close() {} }
          const entry = { name, tab: me, frozen: () => tab.frozen, listener }
          channels.add(entry)
          return {
            post(message) {
              for (const other of channels) {
                if (other !== entry && other.name === name) {
                  queueMicrotask(
                    () => channels.has(other) && !other.frozen() && other.listener(structuredClone(message)),
                  )
                }
              }
            },
            close: () => void channels.delete(entry),
          }
        },
        page: {
          url: () => tab.url,
          base: () => `${origin}/`,
          replace(next) {
            tab.url = new URL(next, tab.url).href
            tab.history[tab.history.length - 1] = tab.url
          },
          leave(next, replace = false) {
            tab.left = next
            tab.replaced = replace
          },
          visible: () => tab.visible,
          active: () => tab.active,
          prerendered: () => undefined,
          nextTask: async () => {},
          stays: async () => {},
          async holdTab(id) {
            const owner = owners.get(id)
            if (!owner) owners.set(id, me)
            return !owner || owner === me
          },
          // No tab here has frames: those are for real engines (test/browser/frames.spec.ts).
          sharesTab: () => false,
          listen(listener) {
            listeners.add(listener)
            return () => void listeners.delete(listener)
          },
        },
      },
    }
    return tab
  }
}
