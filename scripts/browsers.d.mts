/**
 * Launch options for Playwright: spread into `launchOptions`. Empty where Playwright's own download is
 * used.
 */
export interface DrivenBrowser {
  readonly executablePath?: string
  readonly channel?: string
}

/** WebKitGTK, driven over WebDriver because Playwright cannot drive it. */
export interface WebKitGtk {
  readonly driver: string
  readonly minibrowser: string
}

export type Engine = 'chromium' | 'firefox' | 'webkit'

export interface Browsers {
  readonly chromium?: DrivenBrowser
  readonly firefox?: DrivenBrowser
  /** `'playwright'`: Playwright's own WebKit is installed and needs no path. */
  readonly webkit?: WebKitGtk | 'playwright'
}

export declare const engines: readonly ['chromium', 'firefox', 'webkit']

/**
 * The browsers this machine has; an engine that is missing here can be had with `node scripts/ensure-
 * browsers.mjs`.
 */
export declare function findBrowsers(): Browsers
