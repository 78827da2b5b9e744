import type { Proofs, Prover } from '../protocol/prover.js'
import type { Said } from '../protocol/said.js'
import type { StoredToken } from '../session/record.js'
import type { Target } from './targets.js'

/** What the `fetch` of a client needs from that client. */
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
  readonly stepUp: (challenge: StepUpChallenge, said: Said) => Promise<void>
  readonly warn: (error: unknown) => void
}

/** A call that was sent, with everything that is needed to send it again. */
export interface Call {
  readonly url: string
  readonly target: Target
  readonly signal: AbortSignal
  /** Who made the call. */
  readonly person: string | undefined
  /** The same request, unsent. Absent where the request's body was a stream, which can be read only once. */
  readonly spare: Request | undefined
  /** Makes the proofs, where the client uses DPoP and the API takes part in it. */
  readonly proofs: Proofs | undefined
  send(request: Request, token: StoredToken): Promise<Response>
}

/** An API wants more than this session has, and says what (RFC 6750, section 3.1; RFC 9470, section 3). */
export interface StepUpChallenge {
  /**
   * What the session lacks: a scope (`insufficient_scope`, RFC 6750, section 3.1), or another or a newer
   * login (`insufficient_user_authentication`, RFC 9470, section 3).
   */
  readonly error: 'insufficient_scope' | 'insufficient_user_authentication'
  /** The URL of the call, without query and fragment. */
  readonly url: string
  /**
   * The API's text for a developer: at most 200 characters, without control characters. Where it repeats the
   * token, a placeholder stands in its place.
   */
  readonly description?: string
  /** The scopes that the call needs. */
  readonly scope?: readonly string[]
  /** Authentication context classes, of which the API accepts any one. */
  readonly acrValues?: readonly string[]
  /** The longest time, in seconds, since the person last signed in at the server. */
  readonly maxAge?: number
}

export interface Refusals {
  /**
   * Does what a refusal asks for and sends the call again, once for each reason; or returns the refusal
   * untouched.
   */
  readonly answer: (call: Call, token: StoredToken, response: Response) => Promise<Response>
}
