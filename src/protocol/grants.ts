import {
  type Client,
  clockSkew,
  clockTolerance,
  getValidatedIdTokenClaims,
  type IDToken,
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
  return requestTokens(deps, {
    form,
    jkt,
    secrets: [code, verifier, login.state, nonce],
    scope,
    process(server, response, body, now) {
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
  })
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
  const tokens = await requestTokens(deps, {
    form,
    jkt,
    secrets: [refreshToken],
    scope,
    // The clock may have been set since the login. The new ID Token signs nobody in, so it is measured by its
    // own issue time, and a session does not end because of a wrong clock.
    process: (server, response, body, now) =>
      processRefreshTokenResponse(server, client(deps, now - readClockOff(body.id_token, now)), response),
  })
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

interface GrantRequest {
  readonly form: Readonly<Record<string, string>>
  /** The thumbprint of the key that the tokens are to be bound to. */
  readonly jkt: string | undefined
  /** What must not appear in an error. */
  readonly secrets: readonly string[]
  /** The scope that the token has where the answer names none (RFC 6749, section 5.1). */
  readonly scope: readonly string[]
  /** Checks the answer with oauth4webapi. */
  readonly process: (
    server: ServerMetadata,
    response: Response,
    body: Record<string, unknown>,
    now: EpochMs,
  ) => Promise<TokenEndpointResponse>
}

async function requestTokens(deps: ProtocolDeps, request: GrantRequest): Promise<Tokens> {
  const { server, network, dialect, prover } = deps
  const { form, jkt, secrets } = request
  let status: number | undefined
  try {
    const response = await sendForm(deps, request)
    const receivedAt = network.clock.now()
    const raw: Record<string, unknown> = own(await response.json())
    const body = withoutMalformed(own(dialect?.parseToken?.(raw) ?? raw))
    // An error with status 200 is an error (GitHub, Slack, Reddit).
    status = response.ok && body.error ? 400 : response.status
    const readable = Response.json(body, { headers: response.headers, status })
    const issuer = dialect?.expectedIssuer?.(decodePart(String(body.id_token), 1))
    const answer = await request.process(
      issuer ? own({ ...server, issuer }) : server,
      readable,
      body,
      receivedAt,
    )
    const {
      access_token: value,
      token_type: type,
      expires_in,
      scope,
      refresh_token: refreshToken,
      id_token: idToken,
    } = own(answer)
    // A token goes into a header, so it must not contain a character that ends the header. A token that has
    // to be proven is refused where this client did not ask for one.
    const bound = type === 'dpop' ? prover && jkt : undefined
    if (!/^[\x21-\x7e]+$/.test(value) || (type !== 'bearer' && !bound)) throw unusableToken(type, !!prover)
    if (!bound) await prover?.acceptBearer(form.resource ?? form.audience)
    const person =
      (await checkAllOfIdToken(deps, request, answer, readable, receivedAt)) ?? dialect?.parseTokenUser?.(raw)
    if (person && !isSubject(person.sub)) {
      throw new AuthError('invalid-response', { endpoint, problem: 'malformed', reason: 'no-subject' })
    }
    return defined<Tokens>({
      accessToken: defined<AccessToken>({
        value,
        scope: scope === undefined ? request.scope : splitScope(scope),
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

function sendForm(
  { server, clientId, network, dialect, prover }: ProtocolDeps,
  { form, jkt, scope }: GrantRequest,
): Promise<Response> {
  const { token_endpoint: url = '' } = server
  const send = (proof?: { readonly dpop: string }): Promise<Response> =>
    post(network, endpoint, url, { client_id: clientId, ...form }, dialect, proof)
  const code = scope.includes('bound_key') ? form.code : undefined
  return prover && jkt
    ? prover.send({ role: 'authorization-server', method: 'POST', url, code }, { jkt }, send)
    : send()
}

/** Checks what oauth4webapi has not checked yet. Resolves to the claims, where there is an ID Token. */
async function checkAllOfIdToken(
  { server, clientId, network, prover, signatures }: ProtocolDeps,
  { form, jkt }: GrantRequest,
  answer: TokenEndpointResponse,
  response: Response,
  receivedAt: EpochMs,
): Promise<IDToken | undefined> {
  const { access_token: value, id_token: idToken } = own(answer)
  const claims = idToken && getValidatedIdTokenClaims(answer)
  if (!idToken || !claims) return undefined
  const clockOffMs = form.code ? 0 : readClockOff(idToken, receivedAt)
  await prover?.checkIdToken(idToken, jkt, clockOffMs)
  await signatures?.verifyIdToken(idToken, server, response, network)
  await checkIdToken(idToken, claims, clientId, value, receivedAt - clockOffMs, !!prover)
  return claims
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
