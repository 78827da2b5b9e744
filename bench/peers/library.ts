/** What a page knows before a library is loaded. */
export interface Settings {
  readonly issuer: string
  readonly clientId: string
  /** Where tokens may go. The first one is called where a measure needs one API only. */
  readonly apis: readonly string[]
  readonly redirectUri: string
  readonly scope: string
  /** Whether tokens are to be bound to a key (RFC 9449), where the library can. */
  readonly dpop: boolean
}

/** What each file in `libraries/` offers. It exports `create`, which makes one of these. */
export interface Library {
  /** Leaves for the authorization server. */
  signIn(): Promise<unknown>
  /** The person is back from the authorization server, on this page. */
  callback(): Promise<unknown>
  /** A valid access token, renewed if that is needed. Rejects if nobody is signed in. */
  token(): Promise<string>
  /** Calls an API with the token, in the way that the library's documentation shows. */
  fetch(url: string): Promise<Response>
}

export type Create = (settings: Settings) => Library | Promise<Library>

/** For the libraries whose documentation says: take the token, and put it into the header. */
export function fetchWith(token: () => Promise<string>): Library['fetch'] {
  return async (url) => fetch(url, { headers: { authorization: `Bearer ${await token()}` } })
}

declare global {
  interface Window {
    settings: Settings
    library: Library
    /** Resolves when the page has a token, or has failed to get one. */
    ready: Promise<void>
    /** From before the import of the script to the token, in milliseconds. */
    took: number | undefined
    failure: string | undefined
    /** This page is about to go away. */
    leaving: true | undefined
    /** Moves the clock of this page. */
    setClock(offsetMs: number): void
  }
}
