import type { ServerMetadata } from './metadata.js'
import type { Network } from './request.js'

/** Who signs, for whom, and how to ask for the keys. */
export interface SignedFor {
  readonly server: ServerMetadata
  readonly clientId: string
  readonly network: Network
}

/**
 * Verifies what the authorization server has signed. The core knows signatures by this interface alone, and
 * `hallpass/signatures` implements it.
 */
export interface Signatures {
  /**
   * How the server is to answer an authorization request; absent for the usual answer.
   *
   * @internal
   */
  readonly responseMode: 'jwt' | undefined
  /**
   * Returns the URL with the parameters that its signed answer says, unverified, by which the answer is
   * recognised. Every other URL is returned as it is.
   *
   * @internal
   */
  unpack(url: string): string
  /**
   * Verifies the answer to the login with this `state`, where answers are to be signed, and fetches the
   * server's keys, so that tokens that have arrived are not lost for want of them.
   *
   * @internal
   */
  prepare(
    signedFor: SignedFor,
    answer?: { readonly parameters: URLSearchParams; readonly state: string },
  ): Promise<void>
  /**
   * Verifies the signature of the ID Token of an answer that oauth4webapi has processed.
   *
   * @internal
   */
  verifyIdToken(idToken: string, server: ServerMetadata, response: Response, network: Network): Promise<void>
}
