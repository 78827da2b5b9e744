import type { DpopProver, Proofs } from '../protocol/dpop-prover.js'
import type { RawAnswer } from '../protocol/raw-answer.js'
import type { StoredToken } from '../session/record.js'
import type { Target } from './targets.js'

/** What a call to an API needs from its client. */
export interface AuthFetchDeps {
  readonly fetch: typeof fetch
  /** The API that a URL belongs to. */
  readonly find: (url: string) => Target | undefined
  /** What happens to a request whose URL is in no `apis`. */
  readonly otherUrls: 'refuse' | 'plain'
  readonly prover?: DpopProver | undefined
  readonly token: (request: {
    tokenKey: string
    rejected?: string
    /** Was this token accepted for the same call before? Then the refusal is news, and no habit. */
    acceptedBefore?: boolean
    person?: string | undefined
    signal: AbortSignal
  }) => Promise<StoredToken>
  /** Who is signed in. */
  readonly person: () => string | undefined
  /** Resolves when the session has what an API asked for. */
  readonly stepUp: (challenge: StepUpChallenge, raw: RawAnswer) => Promise<void>
  readonly warn: (error: unknown) => void
}

/** A call that is about to be sent, by whatever sends it. A `Request` is one. */
export interface UnsentCall {
  readonly url: string
  readonly method: string
  readonly signal: AbortSignal
  /** `no-cors` is refused, since the browser would drop the token. */
  readonly mode?: string | undefined
  /** A call that has an `Authorization` header of its own is refused. */
  readonly headers?: { has(name: string): boolean } | undefined
}

/** An API's answer to a call, as far as it says something about the token. A `Response` is one. */
export interface ApiAnswer {
  /** The HTTP status of the answer. */
  readonly status: number
  /** The headers of the answer. */
  readonly headers: {
    /** The value of a header, or `null` where the answer does not have it. */
    get(name: string): string | null
  }
  /** The URL that answered, at the end of all redirects. Default: the URL of the call. */
  readonly url?: string
  /** `cors`: the page sees only the headers that the API exposes (Fetch, "basic filtered response"). */
  readonly type?: string
}

/** What to send with a call to an API, and what to do with the answer. */
export interface AuthorizedCall {
  /**
   * The headers to send: `authorization`, and `dpop` with a proof for this method and this URL. They are good
   * for one request.
   */
  readonly headers: Readonly<Record<string, string>>
  /**
   * `manual`: follow no redirect, since the browser would carry the token out of the path that is listed in
   * `apis`, or the proof to another server. Otherwise `follow`.
   */
  readonly redirect: 'follow' | 'manual'
  /**
   * Takes the answer, whatever its status. Resolves to the call to send in its place, after a renewal, with
   * the nonce that the API asked for (RFC 9449, section 9) or after a step-up; or to `undefined` where the
   * answer is final. Rejects with `signed-out`, `step-up-required`, `dpop-nonce-refused`, or with the error
   * of a failed renewal.
   */
  answered(answer: ApiAnswer): Promise<AuthorizedCall | undefined>
}

/** A call that has a token, with everything that is needed to find another one. */
export interface Call {
  readonly method: string
  readonly url: string
  readonly target: Target
  readonly signal: AbortSignal
  /** Who made the call. */
  readonly person: string | undefined
  /** Makes the proofs, where the client uses DPoP and the API takes part in it. */
  readonly proofs: Proofs | undefined
  /** What was done about earlier refusals of this call, since each remedy is tried once. */
  readonly done: Set<Remedy>
}

export type Remedy = 'renewal' | 'newer token' | 'step-up'

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
  /** The API has accepted this token, so that a later refusal of the same method and URL is news. */
  readonly noteAccepted: (call: Call, token: StoredToken) => void
  /**
   * Does what a refusal asks for, once for each reason. Resolves to the token to send the call with again, or
   * to `undefined` where the refusal is the API's final answer.
   */
  readonly nextToken: (call: Call, token: StoredToken, answer: ApiAnswer) => Promise<StoredToken | undefined>
}
