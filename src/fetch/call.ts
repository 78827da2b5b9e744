import type { Proofs, Prover } from '../protocol/prover.js'
import type { StoredToken } from '../session/record.js'
import type { Target } from './targets.js'

/** What a `fetch` with tokens needs of the client whose tokens they are. */
export interface AuthFetchWorld {
  readonly fetch: typeof fetch
  /** The API that a URL belongs to. */
  readonly find: (url: string) => Target | undefined
  /** What happens to a request whose URL is in no `apis`. */
  readonly elsewhere: 'refuse' | 'plain'
  readonly prover?: Prover | undefined
  readonly token: (request: {
    tokenKey: string
    rejected?: string
    person?: string | undefined
    signal: AbortSignal
  }) => Promise<StoredToken>
  /** Who is signed in. */
  readonly person: () => string | undefined
  /** Resolves when the session has what an API asked for. */
  readonly stepUp: (challenge: StepUpChallenge) => Promise<void>
  readonly warn: (error: unknown) => void
}

/** A call on its way, for whoever has to send it again. */
export interface Call {
  readonly url: string
  readonly target: Target
  readonly signal: AbortSignal
  /** Who made it. */
  readonly person: string | undefined
  /** The same request, unsent. Absent where its body was a stream, which is read once. */
  readonly spare: Request | undefined
  /** Of a client with DPoP, for an API that takes part. */
  readonly proofs: Proofs | undefined
  send(request: Request, token: StoredToken): Promise<Response>
}

/** An API wants more than this session has, and says what (RFC 6750, section 3.1; RFC 9470, section 3). */
export interface StepUpChallenge {
  readonly error: 'insufficient_scope' | 'insufficient_user_authentication'
  /** What was called, without query and fragment. */
  readonly url: string
  /** The API's words for a developer: 200 characters at most, without control characters, left out if they repeat the token. */
  readonly description?: string
  /** The scopes that were missing. */
  readonly scope?: readonly string[]
  /** One of these ways to sign in would do. */
  readonly acrValues?: readonly string[]
  /** How long ago, in seconds, the person may have signed in. */
  readonly maxAge?: number
}

export interface Refusals {
  /** Does what a refusal asks for and sends the call again, once for each reason; or returns the refusal untouched. */
  readonly answer: (call: Call, token: StoredToken, response: Response) => Promise<Response>
}
