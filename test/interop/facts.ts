/** What a server says of itself once it can be used; `servers/…/server.mjs` prints it. */
export interface Facts {
  readonly version: string
  readonly issuer: string
  /** A public client whose tokens are bound to nothing. Absent: this server has none. */
  readonly clientId?: string
  /** A public client whose tokens are bound to a key (RFC 9449). */
  readonly boundClientId?: string
  /** An API that the server has itself. Absent: ours is called. */
  readonly ownApi?: string
  /**
   * How our API asks for a token (RFC 7662). Absent: the token is a JWT, and the server's keys say whether it
   * is good.
   */
  readonly introspection?: { readonly clientId: string; readonly clientSecret: string }
  /** The name of our API at the server (RFC 8707), where tokens are made for one. */
  readonly resource?: string
  /** The account, and the directory in which it is found, where the preset for Bluesky signs in. */
  readonly bluesky?: { readonly did: string; readonly directory: string }
}
