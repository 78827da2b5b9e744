import type { Client } from '../../../src/client/client.js'
import type { ClientEvent } from '../../../src/client/options.js'
import type { Claims } from '../../../src/session/record.js'

/** What `page.html` leaves on its window for tests to look at. */
declare global {
  interface Window {
    hallpass: typeof import('../../../src/index.js')
    auth: Client
    userInfo(): Promise<Claims>
    started: Promise<unknown>
    events: ClientEvent<Claims>[]
    /** Every status that was shown. */
    shown: string[]
    /** What login and logout rejected with. */
    errors: unknown[]
    /** What was written to the console, and thrown at nobody. */
    lines: string[]
    /** What this page said to other pages. */
    posted: unknown[]
    sleepFor(ms: number): void
    /** The page was in the back/forward cache; `undefined` until it is told. */
    cameBack: boolean | undefined
    /** What the status was when the page was about to be painted. */
    atFirstFrame: string | undefined
    /** For a test to keep what is under way. */
    calls: Promise<readonly CallResult[]>
  }

  /** An HTTP status, or the code of the error. */
  type CallResult = number | string
}
