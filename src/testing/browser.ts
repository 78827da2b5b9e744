import type { Channel, Database, Effects, Lock, PageEvent, TextStore } from '../effects/effects.js'
import type { TestClock } from './clock.js'

/** The origin of the app whose pages the tabs of a test browser show, unless a test opens another one. */
export const testOrigin = 'https://app.example'

/** A part of a test browser that can refuse everything: a storage area, or the channel between tabs. */
export type BrowserPart = 'tab' | 'browser' | 'database' | 'channel'

/** A browser profile in memory: what all its tabs share. */
export interface TestBrowser {
  /** localStorage. */
  readonly local: Map<string, string>
  /** The records in IndexedDB. */
  readonly records: Map<string, unknown>
  /** The parts that refuse everything, as they do where a policy blocks storage. Default: none. */
  readonly broken: Set<BrowserPart>
  /** Does this browser have Web Locks? Without them, tabs do not take turns. Default: `true`. */
  locks: boolean
  /** Opens a tab. Default: at `testOrigin`. */
  openTab(url?: string): TestTab
}

/** A tab of a test browser, with the pages that come and go in it. */
export interface TestTab {
  /** sessionStorage, which stays while pages come and go. */
  readonly session: Map<string, string>
  /** What a client of this page gets as its option `effects`. */
  readonly effects: Effects
  /** The URL in the address bar. */
  url: string
  /** The URL that the page has left for; `undefined` while it stays. Nothing loads it: see `load`. */
  leftFor: string | undefined
  /** Did the page give its place in the history to the URL it has left for? */
  replaced: boolean
  /** Did the page ask to be loaded anew? */
  reloaded: boolean
  /** Is the page visible (`document.visibilityState`)? Default: `true`. */
  visible: boolean
  /** Did a person just click here? `undefined` where the browser does not tell. Default: `true`. */
  active: boolean | undefined
  /** Did a person ever click here since the page was loaded? Default: `true`. */
  touched: boolean
  /**
   * A frozen page does nothing new: messages are lost, and it keeps its locks. Timers that were due go off
   * when it runs again. What it has begun goes on here, so `await settle()` before a page is frozen.
   */
  frozen: boolean
  /**
   * So many of this page's next reads of the database fail, of its next writes, and of its next deletions,
   * which a full disk lets through.
   */
  readonly failing: { reads: number; writes: number; deletes: number }
  /** The URLs that this page has put into its address bar, one for each history entry. */
  readonly history: string[]
  /** Another page is loaded in this tab, which is the tab that this returns: only storage stays. */
  load(url: string): TestTab
  /** Makes a copy with the storage of this tab, as "duplicate tab" and `window.open` do. */
  duplicate(): TestTab
  /** An event of the page's life, or the write of another tab to storage, reaches the page. */
  emit(event: PageEvent): void
  /** The page is left and goes into the back/forward cache, in which nothing runs. */
  enterBackForwardCache(): void
  /** The page comes back from the back/forward cache. */
  leaveBackForwardCache(): void
}

/** Makes a browser in memory, without tabs. All of them share its clock, and send requests by `network`. */
export function createTestBrowser(clock: TestClock, network: { readonly fetch: typeof fetch }): TestBrowser {
  const local = new Map<string, string>()
  const records = new Map<string, unknown>()
  const broken = new Set<BrowserPart>()
  const channels = new Set<{
    name: string
    tab: object
    frozen: () => boolean
    listener: (message: unknown) => void
  }>()
  const owners = new Map<string, object>()
  const queues = new Map<
    string,
    { holder: { readonly stolen: () => void } | undefined; waiting: (() => void)[] }
  >()

  let tabs = 0

  const browser: TestBrowser = {
    local,
    records,
    broken,
    locks: true,
    openTab: (url = `${testOrigin}/`) => createTab(url, new Map()),
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
        let stolen = (): void => {}
        const theft = new Promise<never>((_, reject) => {
          stolen = () => reject(new DOMException('stolen', 'AbortError'))
        })
        queue.holder?.stolen()
        const me = { stolen }
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
    let isFrozen = false
    let isLeft = false
    let late: (() => void)[] = []
    const tab: TestTab = {
      session,
      url,
      leftFor: undefined,
      replaced: false,
      reloaded: false,
      visible: true,
      active: true,
      touched: true,
      get frozen() {
        return isFrozen
      },
      set frozen(frozen) {
        isFrozen = frozen
        const due = late
        if (!frozen) late = []
        if (!frozen) for (const run of due) run()
      },
      failing: { reads: 0, writes: 0, deletes: 0 },
      history: [url],
      load(next) {
        tab.emit({ type: 'left' })
        isLeft = true
        for (const entry of channels) if (entry.tab === me) channels.delete(entry)
        for (const [id, owner] of owners) if (owner === me) owners.delete(id)
        return createTab(next, session)
      },
      duplicate: () => createTab(tab.url, new Map(session)),
      emit: (event) => {
        for (const listener of listeners) listener(event)
      },
      enterBackForwardCache() {
        tab.emit({ type: 'left' })
        tab.frozen = true
      },
      leaveBackForwardCache() {
        tab.frozen = false
        tab.emit({ type: 'back-from-cache' })
      },
      effects: {
        clock: { ...clock, after },
        fetch: (input, init) => network.fetch(input, init),
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
          base: () => new URL('/', tab.url).href,
          replace(next) {
            tab.url = new URL(next, tab.url).href
            tab.history[tab.history.length - 1] = tab.url
          },
          leave(next, replace = false) {
            tab.leftFor = next
            tab.replaced = replace
          },
          reload() {
            tab.reloaded = true
          },
          visible: () => tab.visible,
          activation: () =>
            tab.active === undefined ? undefined : { isActive: tab.active, hasBeenActive: tab.touched },
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

    function after(ms: number, run: () => void): () => void {
      let isCancelled = false
      const ring = (): void => {
        if (isLeft || isCancelled) return
        if (isFrozen) late.push(ring)
        else run()
      }
      const stop = clock.after(ms, ring)
      return () => {
        isCancelled = true
        stop()
      }
    }
  }
}
