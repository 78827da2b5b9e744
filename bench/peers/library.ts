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

/** What the page of a library leaves on its window. */
export interface PeerPage {
  readonly settings: Settings
  library: Library
  /** From before the import of the script to the token, in milliseconds. */
  took: number | undefined
  failure: string | undefined
  /** This page is about to go away. */
  leaving: true | undefined
}

declare global {
  interface Window {
    bench: PeerPage
    /** Moves the clock of this page. */
    setClock(offsetMs: number): void
  }
}
