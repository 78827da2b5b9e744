import type { Clock } from '../clock.js'

/**
 * Everything this library asks of the world, so that a test can have two tabs, move the clock and break the network.
 * The real ones are in `browser.ts`.
 */
export interface Effects {
  readonly clock: Clock
  readonly fetch: typeof fetch
  readonly storage: Storages
  readonly lock: Lock
  readonly openChannel: OpenChannel
  /** Absent on a server and in a worker, where there is no page to sign in on. */
  readonly page?: Page
}

export interface Storages {
  /** sessionStorage: this tab, survives a reload. */
  readonly tab: TextStore
  /** localStorage: all tabs. A hint only: engines read it stale across processes, even under a lock. */
  readonly browser: TextStore
  /** IndexedDB: all tabs, consistent. Loaded when it is used. */
  database(): Promise<Database>
}

/** May throw: blocked by a policy, or full. */
export interface TextStore {
  get(key: string): string | undefined
  set(key: string, value: string): void
  delete(key: string): void
}

/** May reject: blocked, deleted, or no answer. */
export interface Database {
  get(key: string): Promise<unknown>
  /**
   * Reads and writes in one transaction: `change` gets what is stored and returns what shall be; `undefined` deletes, the
   * same value leaves it. Resolves to what is stored then.
   */
  update(key: string, change: (stored: unknown) => unknown): Promise<unknown>
}

export interface Lock {
  /** Does it hold in other tabs, too? Without Web Locks it is this page's alone. */
  acrossTabs(): boolean
  /** Runs one at a time for a name, in the order of asking. */
  hold<T>(name: string, options: LockOptions, run: () => Promise<T>): Promise<T>
}

export interface LockOptions {
  /** Stops waiting; has no effect once `run` has begun. */
  readonly signal?: AbortSignal
  /** Takes the lock from whoever holds it. Only for a holder known to be dead. */
  readonly steal?: boolean
}

/** Messages between tabs: hints to look at storage again, never anything to believe. */
export type OpenChannel = (name: string, listener: (message: unknown) => void) => Channel

export interface Channel {
  post(message: unknown): void
  close(): void
}

export type PageEvent =
  /** Visible again, awake again, or online again: look at everything once more. */
  | { readonly type: 'woke'; readonly online?: boolean }
  /** Came back from the back/forward cache; nothing ran in between. */
  | { readonly type: 'restored' }
  /** About to be left or frozen. */
  | { readonly type: 'left' }
  /** Another tab wrote to localStorage; `undefined` means it was emptied. */
  | { readonly type: 'stored'; readonly key: string | undefined }

export interface Page {
  /** The URL in the address bar. */
  url(): string
  /** What relative URLs are resolved against. */
  base(): string
  /** Puts another URL into the address bar and this history entry, without a load. */
  replace(url: string): void
  /** Leaves for another URL. */
  leave(url: string): void
  visible(): boolean
  /** The name of the frame that this page is in, which may be empty; `undefined` where it is in none. */
  readonly frame?: () => string | undefined
  /** Did a person just click or press a key here? `undefined` where the browser does not tell. */
  active(): boolean | undefined
  /** Resolves once a prerendered page is shown; `undefined` for a page that is not prerendered. */
  prerendered(): Promise<void> | undefined
  /** Resolves in a task of its own: what the page is doing now goes first. */
  nextTask(): Promise<void>
  /** Resolves after a moment in which a page that is being left is gone: its requests are lost before it is. */
  stays(): Promise<void>
  /**
   * Holds a name until this page is left; `false` where a page of another tab has it. All pages of one tab share it (frames share
   * sessionStorage with the page around them), and all clients of one page.
   */
  holdTab(id: string): Promise<boolean>
  /** Does another page of this tab, a frame or the page around this one, hold this name as well? */
  sharesTab(id: string): boolean
  listen(listener: (event: PageEvent) => void): () => void
}
