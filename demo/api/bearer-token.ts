import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'

export interface AccessTokenRules {
  readonly issuer: string
  readonly audience: string
  /** One scope that the token must have. */
  readonly scope: string
  /** The keys of the issuer: `createRemoteJWKSet(new URL(…))`. */
  readonly keys: JWTVerifyGetKey
}

export type Verdict =
  | { readonly status: 'allowed'; readonly claims: JWTPayload }
  | { readonly status: 'refused'; readonly httpStatus: 401 | 403; readonly challenge: string }

/**
 * Checks the `Authorization` header of a request: a JWT access token (RFC 9068, section 4) from this issuer,
 * for this API, in time and with the scope. A refusal carries the `WWW-Authenticate` header that says why
 * (RFC 6750, section 3).
 */
export async function checkBearerToken(
  authorization: string | undefined,
  rules: AccessTokenRules,
): Promise<Verdict> {
  const [, token] = /^Bearer +([\w~+/.-]+=*)$/i.exec(authorization ?? '') ?? []
  // Nothing was tried, so there is no error to name.
  if (token === undefined) return refuse(401, {})

  let claims: JWTPayload
  try {
    const { issuer, audience, keys } = rules
    const requiredClaims = ['exp', 'iat', 'jti', 'sub', 'client_id']
    const checks = { issuer, audience, requiredClaims, typ: 'at+jwt', algorithms: ['ES256'] }
    claims = (await jwtVerify(token, keys, checks)).payload
  } catch (error) {
    if (isOurTrouble(error)) throw error
    const expired = error instanceof errors.JWTExpired
    return refuse(401, {
      error: 'invalid_token',
      error_description: expired ? 'the token has expired' : 'the token is not valid for this API',
    })
  }
  // A token that is bound to a key (RFC 7800) is worth nothing without a proof of that key.
  if (claims.cnf !== undefined) {
    return refuse(401, { error: 'invalid_token', error_description: 'the token needs a proof of possession' })
  }
  if (
    !String(claims.scope ?? '')
      .split(' ')
      .includes(rules.scope)
  ) {
    return refuse(403, { error: 'insufficient_scope', scope: rules.scope })
  }
  return { status: 'allowed', claims }
}

/** The issuer's keys could not be fetched: that says nothing about the token. */
function isOurTrouble(error: unknown): boolean {
  const codes = ['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT']
  return !(error instanceof errors.JOSEError) || codes.includes(error.code)
}

function refuse(httpStatus: 401 | 403, parameters: Readonly<Record<string, string>>): Verdict {
  const list = Object.entries({ realm: 'demo', ...parameters }).map(([name, value]) => `${name}="${value}"`)
  return { status: 'refused', httpStatus, challenge: `Bearer ${list.join(', ')}` }
}
