import type { Engine } from '../../../scripts/browsers.mjs'

/**
 * What a scenario may do with a browser, whichever it is: chromium and firefox by Playwright, WebKitGTK by
 * WebDriver. As little as scenarios need; everything else happens in the page, by `evaluate`.
 */
export interface BrowserSession {
  readonly engine: Engine
  newTab(): Promise<Tab>
  /** Does something that opens a tab, and returns the tab. */
  opened(act: () => Promise<void>): Promise<Tab>
  /** The tab that a person looks at. */
  show(tab: Tab): Promise<void>
  /**
   * Pages are told that there is no network, and have none, where the engine can be made to; elsewhere they
   * are only told.
   */
  setOffline(offline: boolean): Promise<void>
  /**
   * What pages wrote to the console and threw, as far as the driver tells; the page of the harness keeps its
   * own list.
   */
  console(): readonly string[]
  close(): Promise<void>
}

export interface Tab {
  /** Resolves when the page has loaded. */
  goto(url: string): Promise<void>
  /** Runs in the page, and waits for the promise it returns. Rejects if the page goes away meanwhile. */
  evaluate<A, R>(run: (argument: A) => R | Promise<R>, argument: A): Promise<R>
  evaluate<R>(run: () => R | Promise<R>): Promise<R>
  /** Clicks the button or link of this name, as soon as there is one. */
  click(name: string): Promise<void>
  /** Moves the pointer to this place in the window, in CSS pixels, and presses nothing. */
  pointTo(x: number, y: number): Promise<void>
  /** Presses a key of this name (`KeyboardEvent.key`) where the focus is. */
  press(key: string): Promise<void>
  /** Every entry of this tab's history, where the engine tells. */
  history(): Promise<readonly string[]>
  close(): Promise<void>
  /** The page stops dead, as a phone does to pages behind others. Only where the engine can be told to. */
  readonly freeze?: () => Promise<void>
  readonly thaw?: () => Promise<void>
  /** The process of the page dies. Only where the engine can be told to. */
  readonly crash?: () => Promise<void>
  /** The processor is so many times slower from now on. Only where the engine can be told to. */
  readonly slowDown?: (times: number) => Promise<void>
  /** Bytes of JavaScript that are in use after a garbage collection. Only where the engine tells. */
  readonly heapBytes?: () => Promise<number>
}

export interface SessionOptions {
  /** As Safari and Brave do. Otherwise the engine's own default. */
  readonly blockThirdPartyCookies?: boolean
  /** What the person has told the operating system. Only in chromium. */
  readonly prefers?: { readonly forcedColors?: 'active'; readonly reducedMotion?: 'reduce' }
}

/** A browser that has been started; every session in it is a person with an empty profile. */
export interface Browser {
  newSession(options?: SessionOptions): Promise<BrowserSession>
  close(): Promise<void>
}
