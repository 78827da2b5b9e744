import type { Clock } from '../clock.js'

/**
 * Everything that this library needs from its environment, so that a test can have two tabs, move the clock
 * and break the network. The implementation for browsers is in `browser.ts`.
 */
export interface Effects {
  /** The wall clock, the time that never goes back, and the timers. */
  readonly clock: Clock
  /** Sends every request, to the authorization server and to the APIs. */
  readonly fetch: typeof fetch
  /** Where logins, sessions and hints to other tabs are stored. */
  readonly storage: Storages
  /** Runs one task at a time for each name, such as the renewal of a session, across tabs where it can. */
  readonly lock: Lock
  /** Opens a channel for messages between the tabs of this app. */
  readonly openChannel: OpenChannel
  /** Absent on a server and in a worker, where there is no page to sign in on. */
  readonly page?: Page
}

/** The storage areas that a client uses. */
export interface Storages {
  /** sessionStorage, which belongs to this tab and survives a reload. */
  readonly tab: TextStore
  /**
   * localStorage, which all tabs share. Its values are hints only, since browsers read old ones across
   * processes, even under a lock.
   */
  readonly browser: TextStore
  /** IndexedDB, which all tabs share and which is consistent. Loaded when it is used. */
  database(): Promise<Database>
}

/** Each method may throw, where storage is blocked by a policy or full. */
export interface TextStore {
  /** Returns the stored value; `undefined` where there is none. */
  get(key: string): string | undefined
  /** Stores a value, in place of the one before. */
  set(key: string, value: string): void
  /** Deletes the stored value, where there is one. */
  delete(key: string): void
}

/** Each method may reject, where storage is blocked, was deleted or does not answer. */
export interface Database {
  /** Resolves to the stored value; `undefined` where there is none. */
  get(key: string): Promise<unknown>
  /**
   * Reads and writes in one transaction. `change` gets the stored value and returns the new one; `undefined`
   * deletes it, and the same value leaves it. Resolves to what is stored then.
   */
  update(key: string, change: (stored: unknown) => unknown): Promise<unknown>
}

/** Runs one task at a time for each name: by Web Locks, where the browser has them. */
export interface Lock {
  /** Does the lock hold across tabs? Without Web Locks it holds within this page only. */
  acrossTabs(): boolean
  /** Runs one task at a time for each name, in the order of the calls. */
  hold<T>(name: string, options: LockOptions, run: () => Promise<T>): Promise<T>
}

/** How a task waits for its lock. */
export interface LockOptions {
  /** Stops the wait for the lock; has no effect once `run` has begun. */
  readonly signal?: AbortSignal
  /** Takes the lock from its holder. Only for a holder that is known not to run any more. */
  readonly steal?: boolean
}

/** Messages between tabs. A message is a hint to read storage again, and carries nothing that is believed. */
export type OpenChannel = (name: string, listener: (message: unknown) => void) => Channel

/** An open channel between tabs, as `OpenChannel` returns it. */
export interface Channel {
  /** Sends a message to all other channels of the same name. A message may be lost. */
  post(message: unknown): void
  /** Closes the channel, so that its listener is not called any more. */
  close(): void
}

/** What `Page.listen` reports: an event of the page's lifecycle, or a write of another tab to storage. */
export type PageEvent =
  /** The page is visible, awake or online again, so that everything is to be checked once more. */
  | { readonly type: 'woke'; readonly online?: boolean }
  /** The page came back from the back/forward cache, in which nothing ran. */
  | { readonly type: 'back-from-cache' }
  /** The page is about to be left. */
  | { readonly type: 'left' }
  /** Another tab wrote to localStorage; `undefined` means that localStorage was cleared. */
  | { readonly type: 'stored'; readonly key: string | undefined }

/** The document that a client runs in, its address bar and its lifecycle. */
export interface Page {
  /** The URL in the address bar. */
  url(): string
  /** What relative URLs are resolved against. */
  base(): string
  /** Puts another URL into the address bar and this history entry, without loading it. */
  replace(url: string): void
  /**
   * Leaves for another URL. With `replace` that URL takes the place of this history entry, so that Back leads
   * to the page before this one.
   */
  leave(url: string, replace?: boolean): void
  /** Loads the page of this history entry anew. */
  reload(): void
  /** Is the page visible now (`document.visibilityState`)? */
  visible(): boolean
  /**
   * The name of the frame that this page is in, which may be empty; `undefined` where this page is in no
   * frame.
   */
  readonly frame?: () => string | undefined
  /**
   * Did a person click or press a key here: just now, or ever since this page was loaded? `undefined` where
   * the browser does not tell.
   */
  activation(): Pick<UserActivation, 'isActive' | 'hasBeenActive'> | undefined
  /** Resolves once a prerendered page is shown; `undefined` for a page that is not prerendered. */
  prerendered(): Promise<void> | undefined
  /** Resolves in a later task, so that what the page is doing now goes first. */
  nextTask(): Promise<void>
  /**
   * Resolves after a moment. A page that is being left is gone by then, and loses its requests before it is
   * gone.
   */
  stays(): Promise<void>
  /**
   * Holds a name until this page is left. Resolves to `false` where a page of another tab holds it. All pages
   * of one tab share the name (frames share sessionStorage with the page around them), and so do all clients
   * of one page.
   */
  holdTab(id: string): Promise<boolean>
  /** Does another page of this tab, a frame or the page around this one, hold this name as well? */
  sharesTab(id: string): boolean
  /** Calls `listener` with each event of the page; returns how to stop it. */
  listen(listener: (event: PageEvent) => void): () => void
}
