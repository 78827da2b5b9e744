import type { AuthError } from '../errors.js'
import type { ServerMetadata } from './metadata.js'

/**
 * Proves with each request that this client has the key its tokens are bound to (RFC 9449). The core knows no more of it than
 * this; `hallpass/dpop` makes it. A key is known by its thumbprint, `jkt`, as in the token itself (section 6.1).
 */
export interface Prover {
  /** Takes over no session whose tokens are bound to no key. */
  readonly required: boolean
  /** A new key, for the session that a login may bring. `undefined`: this server knows no DPoP, and need not. */
  createKey(server: ServerMetadata): Promise<string | undefined>
  /** The login has succeeded: its key stays, those of sessions before it go. Never rejects. */
  keepKey(jkt: string): Promise<void>
  /** Is it known to be gone? Then the session is of no use, and this is why. */
  lostKey(jkt: string): Promise<AuthError | undefined>
  /**
   * Every key and every nonce of this client; `last` is a key that this page alone keeps, to prove a
   * revocation. Never rejects.
   */
  forget(last: string | undefined): Promise<void>
  /** For an answer with a token that is bound to nothing: rejects, unless that is allowed. */
  acceptBearer(resource: string | undefined): Promise<void>
  /** Sends one request with a proof; with another, where the server asks for that, once for each reason. */
  send(
    request: ProvenRequest,
    by: ProvenBy,
    send: (proof: { readonly dpop: string }) => Promise<Response>,
  ): Promise<Response>
  /** The same in steps, for whoever sends by themselves. */
  begin(request: ProvenRequest): Proofs
  /** How far this device's clock is ahead of the one that an ID Token was issued by. */
  learnClock(aheadMs: number): void
}

/** What a proof is made with: a key, and the access token that is bound to it, where one goes with the request. */
export interface ProvenBy {
  readonly jkt: string
  readonly value?: string
}

export interface ProvenRequest {
  /** The same origin may be both; a nonce is for one of them (RFC 9449, sections 8 and 9). */
  readonly role: 'authorization-server' | 'api'
  readonly method: string
  readonly url: string
  /** Of a session that is over: nothing that its answer says is remembered. */
  readonly last?: boolean
}

/** The proofs of one request. */
export interface Proofs {
  /** A new one for each try: none is used twice (RFC 9449, section 11.1). */
  next(by: ProvenBy): Promise<string>
  /** Takes the nonce of an answer, whatever its status (RFC 9449, section 8.2). */
  learn(response: Response): void
  /**
   * Was a request refused for its proof, and may the next one be better? Rejects with `dpop-nonce-refused` where it was and would not
   * be.
   */
  refused(response: Response): Promise<boolean>
}
