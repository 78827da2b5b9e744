/** What the page says before the app is loaded. */
export interface BenchSettings {
  readonly issuer: string
  readonly clientId: string
  readonly api: string
}

/** What a measured app offers. */
export interface BenchApp {
  /** Whoever is signed in gets a token. */
  token(): Promise<string>
  fetch: typeof fetch
  login(): Promise<unknown>
}

declare global {
  interface Window {
    settings: BenchSettings
    app: BenchApp
    /** From before the import to the token, in milliseconds; absent where nobody is signed in. */
    took: number | undefined
    ready: Promise<void>
  }
}
