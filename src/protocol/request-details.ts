/** How much an app wants a claim, and which values it wants (OpenID Connect Core, section 5.5.1). */
export interface ClaimRequest {
  /** The app cannot do without it. A server may refuse the login, or leave the claim out all the same. */
  readonly essential?: boolean
  /** The value that the claim has to have. */
  readonly value?: unknown
  /** The values that the claim may have, the preferred first. */
  readonly values?: readonly unknown[]
}

/** Claims that an app asks for one by one; `true` asks without further wishes. */
export interface ClaimsRequest {
  /** Claims for the ID Token, by name: `acr`, `auth_time`. */
  readonly idToken?: Readonly<Record<string, true | ClaimRequest>>
  /** Claims for the UserInfo endpoint, by name. */
  readonly userinfo?: Readonly<Record<string, true | ClaimRequest>>
}

/** One permission in detail (RFC 9396, section 2). Each type has further members of its own. */
export interface AuthorizationDetail {
  /** What kind of permission this is, by the name that the API gives it. */
  readonly type: string
  /** Where it is for: the URLs of the APIs. */
  readonly locations?: readonly string[]
  /** What may be done there. */
  readonly actions?: readonly string[]
  /** Which kinds of data it is about. */
  readonly datatypes?: readonly string[]
  /** Which single thing it is about. */
  readonly identifier?: string
  /** Which level of privilege it is about. */
  readonly privileges?: readonly string[]
  /** What the type defines beside these. */
  readonly [member: string]: unknown
}

/**
 * The parameter that asks for single claims (OpenID Connect Core, section 5.5).
 *
 * @example
 * auth.login({ params: { claims: claimsRequest({ idToken: { acr: { essential: true } } }) } })
 */
export function claimsRequest({ idToken, userinfo }: ClaimsRequest): string {
  return JSON.stringify({ id_token: withNull(idToken), userinfo: withNull(userinfo) })
}

/** A request without further wishes is written as `null`. */
function withNull(claims: ClaimsRequest['idToken']): object | undefined {
  const asked = claims && Object.entries(claims).map(([name, wish]) => [name, wish === true ? null : wish])
  return asked && Object.fromEntries(asked)
}

/**
 * The parameter that asks for permissions in detail (RFC 9396, section 2).
 *
 * @example
 * auth.login({ params: { authorization_details: authorizationDetails([{ type: 'payment_initiation' }]) } })
 */
export function authorizationDetails(details: readonly AuthorizationDetail[]): string {
  return JSON.stringify(details)
}
