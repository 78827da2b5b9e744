import {
  type Client,
  clockSkew,
  clockTolerance,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import type { EpochMs } from '../clock.js'
import { AuthError, isAuthError } from '../errors.js'
import { defined, own } from '../own.js'
import { type LoginSecrets, sendsNonce } from './authorization.js'
import { isSubject, readClaims } from './claims.js'
import type { Dialect } from './dialect.js'
import type { DpopProver } from './dpop-prover.js'
import { failure, unusableToken } from './failure.js'
import { checkIdToken, clockToleranceSeconds, continueClaims, decodePart, readClockOff } from './id-token.js'
import type { ServerMetadata } from './metadata.js'
import { type Network, post } from './request.js'
import type { Signatures } from './signatures-option.js'

const endpoint = 'token endpoint'
const longestSeconds = 366 * 86_400

/**
 * An access token with what a client may know of it. The text of the token is never read (RFC 9068, section
 * 6).
 */
export interface AccessToken {
  readonly value: string
  readonly scope: readonly string[]
  /** When the answer arrived, by this device's clock. */
  readonly receivedAt: EpochMs
  /**
   * How long the token lives, in milliseconds. Absent where the server does not say; the token is then used
   * until an API refuses it.
   */
  readonly expiresInMs?: number
  /**
   * When the session ends that this token belongs to, unless it is renewed before: the end of the refresh
   * token or of the whole grant. Absent where the server does not say.
   */
  readonly endsAt?: EpochMs
  /**
   * The thumbprint of the key that the token is bound to. The token is sent with a proof of that key (RFC
   * 9449, section 7.1).
   */
  readonly jkt?: string
}

/** The checked tokens that a grant brought. */
export interface Tokens {
  readonly accessToken: AccessToken
  readonly refreshToken?: string
  readonly idToken?: string
  /**
   * The thumbprint of the key that was proven for the tokens. A refresh token is bound to it even where the
   * access token is not (RFC 9449, section 5).
   */
  readonly jkt?: string
  /**
   * The claims of the ID Token; or the person that the server's dialect reads from the token endpoint's
   * answer.
   */
  readonly claims?: Readonly<Record<string, unknown>> & { readonly sub: string }
  /** For a renewal: the claims of its ID Token that were not those of the login, and were left out. */
  readonly unlike?: readonly string[]
}

/** What every request to the authorization server needs. */
export interface ProtocolDeps {
  readonly server: ServerMetadata
  readonly clientId: string
  readonly network: Network
  readonly dialect?: Dialect | undefined
  readonly prover?: DpopProver | undefined
  readonly signatures?: Signatures | undefined
}

/**
 * Exchanges the code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5; OpenID Connect Core, section
 * 3.1.3).
 */
export function exchangeCode(
  deps: ProtocolDeps,
  code: string,
  login: LoginSecrets & {
    readonly redirectUri: string
    readonly scope: string
    readonly maxAge?: number
    readonly jkt?: string
    /** RFC 8707, section 2.2. */
    readonly resource?: string
  },
): Promise<Tokens> {
  const { redirectUri, verifier, nonce, maxAge, jkt, resource } = own(login)
  const scope = splitScope(login.scope)
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...(resource && { resource }),
  }
  return requestTokens(
    deps,
    form,
    jkt,
    [code, verifier, login.state, nonce],
    scope,
    (server, response, body, now) => {
      const openid = scope.includes('openid')
      const withoutNonce =
        deps.dialect?.nonce === 'optional' && !('nonce' in decodePart(String(body.id_token), 1))
      const expectsNonce =
        sendsNonce(login.scope, deps.dialect) && (openid || 'id_token' in body) && !withoutNonce
      return processAuthorizationCodeResponse(server, client(deps, now), response, {
        requireIdToken: openid,
        ...(expectsNonce && { expectedNonce: nonce }),
        ...(maxAge !== undefined && { maxAge }),
      })
    },
  )
}

/**
 * Gets a new access token for the refresh token (RFC 6749, section 6), for one resource where `parameters`
 * names one (RFC 8707, section 2.2). A server that does not rotate refresh tokens sends none, and the old one
 * stays in force.
 */
export async function refresh(
  deps: ProtocolDeps,
  before: {
    readonly refreshToken: string
    readonly claims: Readonly<Record<string, unknown>>
    readonly scope: readonly string[]
    readonly jkt?: string | undefined
  },
  parameters: Readonly<Record<string, string>>,
): Promise<Tokens> {
  const { refreshToken, claims, scope, jkt } = own(before)
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters }
  const tokens = await requestTokens(deps, form, jkt, [refreshToken], scope, (server, response, body, now) =>
    // The clock may have been set since the login. The new ID Token signs nobody in, so it is measured by its
    // own issue time, and a session does not end because of a wrong clock.
    processRefreshTokenResponse(server, client(deps, now - readClockOff(body.id_token, now)), response),
  )
  const continued = tokens.claims && claims.sub ? continueClaims(tokens.claims, claims) : {}
  return own({ refreshToken, ...tokens, ...continued })
}

/** oauth4webapi reads `Date`, so it is told how far that is from the time to measure by. */
export function client({ clientId }: Pick<ProtocolDeps, 'clientId'>, now: EpochMs): Client {
  return {
    client_id: clientId,
    [clockSkew]: (now - Date.now()) / 1000,
    [clockTolerance]: clockToleranceSeconds,
  }
}

async function requestTokens(
  { server, clientId, network, dialect, prover, signatures }: ProtocolDeps,
  form: Readonly<Record<string, string>>,
  jkt: string | undefined,
  secrets: readonly string[],
  requested: readonly string[],
  process: (
    server: ServerMetadata,
    response: Response,
    body: Record<string, unknown>,
    now: EpochMs,
  ) => Promise<TokenEndpointResponse>,
): Promise<Tokens> {
  let status: number | undefined
  try {
    const { token_endpoint: url = '' } = server
    const send = (proof?: { readonly dpop: string }): Promise<Response> =>
      post(network, endpoint, url, { client_id: clientId, ...form }, dialect, proof)
    const code = requested.includes('bound_key') ? form.code : undefined
    const response = await (prover && jkt
      ? prover.send({ role: 'authorization-server', method: 'POST', url, code }, { jkt }, send)
      : send())
    const receivedAt = network.clock.now()
    const said: Record<string, unknown> = own(await response.json())
    const body = withoutMalformed(own(dialect?.parseToken?.(said) ?? said))
    // An error with status 200 is an error (GitHub, Slack, Reddit).
    const { headers } = response
    status = response.ok && body.error ? 400 : response.status
    const issuer = dialect?.expectedIssuer?.(decodePart(String(body.id_token), 1))
    const readable = Response.json(body, { headers, status })
    const answer = await process(issuer ? own({ ...server, issuer }) : server, readable, body, receivedAt)
    const {
      access_token: value,
      token_type,
      expires_in,
      id_token: idToken,
      refresh_token: refreshToken,
      scope,
    } = own(answer)
    // A token goes into a header, so it must not contain a character that ends the header. A token that has
    // to be proven is refused where this client did not ask for one.
    const bound = token_type === 'dpop' ? prover && jkt : undefined
    if (!/^[\x21-\x7e]+$/.test(value) || (token_type !== 'bearer' && !bound)) {
      throw unusableToken(token_type, !!prover)
    }
    if (!bound) await prover?.acceptBearer(form.resource ?? form.audience)
    const idClaims = idToken ? getValidatedIdTokenClaims(answer) : undefined
    const clockOffMs = form.code ? 0 : readClockOff(idToken, receivedAt)
    if (idToken) await prover?.checkIdToken(idToken, jkt, clockOffMs)
    if (idToken) await signatures?.verifyIdToken(idToken, server, readable, network)
    if (idClaims && idToken)
      await checkIdToken(idToken, idClaims, clientId, value, receivedAt - clockOffMs, !!prover)
    const person = idClaims ?? dialect?.parseTokenUser?.(said)
    if (person && !isSubject(person.sub)) {
      throw new AuthError('invalid-response', { endpoint, problem: 'malformed', reason: 'no-subject' })
    }
    return defined<Tokens>({
      accessToken: defined<AccessToken>({
        value,
        // An absent scope means the scope that was requested (RFC 6749, section 5.1).
        scope: scope === undefined ? requested : splitScope(scope),
        receivedAt,
        expiresInMs: expires_in === undefined ? undefined : Math.min(expires_in, longestSeconds) * 1000,
        jkt: bound,
        endsAt: readEnd(body, receivedAt),
      }),
      jkt,
      refreshToken,
      idToken,
      claims: person && readClaims(person),
    })
  } catch (error) {
    if (isAuthError(error)) throw error
    const renewal = form.grant_type === 'refresh_token'
    throw failure(error, network.clock.now(), { secrets, proves: !!prover, status, renewal })
  }
}

// An optional member that makes no sense counts as absent, so that a login does not fail because of it. An
// empty `scope` makes sense: only an absent one means "as requested" (RFC 6749, section 5.1), and servers
// send an empty one with a token that has no scope.
function withoutMalformed(body: Record<string, unknown>): Record<string, unknown> {
  const seconds = Number(body.expires_in || Number.NaN)
  const isZero = body.expires_in === 0
  body.expires_in = isZero || (seconds > 0 && Number.isFinite(seconds)) ? seconds || 0 : undefined
  for (const name of ['refresh_token', 'scope', 'id_token'])
    if (typeof body[name] !== 'string' || (!body[name] && name !== 'scope')) delete body[name]
  return body
}

/**
 * The members of a token response that say when a session ends: those of OAuth 2.0 Refresh Token and
 * Authorization Expiration (draft 3), and those of many servers and of Keycloak.
 */
export const endNames: readonly string[] = [
  'refresh_token_timeout',
  'refresh_token_expires_in',
  'refresh_expires_in',
  'authorization_expires_in',
]

/**
 * When the refresh token or the grant ends, whichever is earlier. Where a server means that there is no end,
 * it sends 0 or nothing.
 */
export function readEnd(body: Readonly<Record<string, unknown>>, receivedAt: EpochMs): EpochMs | undefined {
  const seconds = Math.min(...endNames.map((name) => Number(body[name]) || Number.POSITIVE_INFINITY))
  return seconds > 0 && seconds < 1e11 ? receivedAt + seconds * 1000 : undefined
}

function splitScope(scope: string): readonly string[] {
  return [...new Set(scope.split(' '))].filter(Boolean)
}
