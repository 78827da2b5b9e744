import type { AuthError } from '../errors.js'
import type { ServerMetadata } from './metadata.js'

/**
 * Proves with each request that this client has the key that its tokens are bound to (RFC 9449). The core
 * knows DPoP by this interface alone, and `hallpass/dpop` implements it. A key is known by its thumbprint,
 * `jkt`, as in the token itself (section 6.1).
 */
export interface DpopProver {
  /** `true`: a stored session whose tokens are bound to no key is not used. */
  readonly required: boolean
  /**
   * Makes a key, for the session that a login may bring. Resolves to `undefined` where the server does not
   * know DPoP and need not.
   */
  createKey(server: ServerMetadata): Promise<string | undefined>
  /**
   * To be called when a login has succeeded: its key is kept, and those of earlier sessions are deleted.
   * Never rejects.
   */
  keepKey(jkt: string): Promise<void>
  /** Resolves to the error that says why the session is of no use, where its key is known to be lost. */
  lostKey(jkt: string): Promise<AuthError | undefined>
  /**
   * Deletes the keys of sessions and every nonce of this client. The key `last` stays in the memory of this
   * page, to prove a revocation; the keys of logins that are under way stay. Never rejects.
   */
  forget(last: string | undefined): Promise<void>
  /**
   * For an answer with a token that is bound to no key: rejects with `configuration`, unless such tokens are
   * allowed.
   */
  acceptBearer(resource: string | undefined): Promise<void>
  /**
   * Sends one request with a proof, and again with another proof where the server asks for one, once for each
   * reason.
   */
  send(
    request: ProvenRequest,
    by: ProvenBy,
    send: (proof: { readonly dpop: string }) => Promise<Response>,
  ): Promise<Response>
  /** The same in steps, for a caller that sends the request itself. */
  begin(request: ProvenRequest): Proofs
  /**
   * Takes the ID Token that was issued for a proof with the key `jkt`, and how many milliseconds this
   * device's clock is ahead of the clock by which it was issued. Rejects with `id-token-rejected` where the
   * ID Token is bound to another key (OpenID Connect Key Binding).
   */
  checkIdToken(idToken: string, jkt: string | undefined, aheadMs: number): Promise<void>
}

/**
 * What a proof is made with: a key, and the access token that is bound to it, where the request carries one.
 */
export interface ProvenBy {
  readonly jkt: string
  readonly value?: string
}

export interface ProvenRequest {
  /** One origin may have both roles; a nonce is for one of them (RFC 9449, sections 8 and 9). */
  readonly role: 'authorization-server' | 'api'
  readonly method: string
  readonly url: string
  /** The code that the request exchanges for an ID Token that is to be bound to the key. */
  readonly code?: string | undefined
  /** The session of the request is over, so nothing that the answer says is stored. */
  readonly last?: boolean
}

/** The proofs of one request. */
export interface Proofs {
  /** Makes a new proof for each try, since no proof may be used twice (RFC 9449, section 11.1). */
  next(by: ProvenBy): Promise<string>
  /** Takes the nonce of an answer, whatever its status (RFC 9449, section 8.2). */
  learn(answer: ProvenAnswer): void
  /**
   * Was the request refused for its proof, and may another proof be accepted? Rejects with
   * `dpop-nonce-refused` where the nonce was refused and another try would not help.
   */
  refused(answer: ProvenAnswer): Promise<boolean>
}

/** The answer to a request with a proof. A `Response` is one. */
export interface ProvenAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}
