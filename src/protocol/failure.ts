import { AuthError, withRawAnswer } from '../errors.js'
import { printable } from '../printable.js'
import type { RawAnswer } from './raw-answer.js'

// None of these errors is about the person or the grant: the client's registration or configuration is wrong.
const misconfigured =
  /^(invalid_(client\w*|request\w*|redirect_uri|scope|target|authorization_details|dpop_proof|software_statement)|(bad_)?redirect_uri\w*|bad_client_\w+|incorrect_client_credentials|unauthorized_client|unapproved_software_statement|use_dpop_nonce|unsupported_\w+|\w+_not_supported)$/

/** What is known of a request that failed. */
export interface FailedRequest {
  /** The secrets of the request, which some servers repeat in their description. */
  readonly secrets: readonly unknown[]
  readonly endpoint?: string
  /** Whether the client proves a key with its requests (RFC 9449). */
  readonly proves?: boolean
  /** The HTTP status, where an answer came. */
  readonly status?: number | undefined
  /** Was the request a renewal, in which neither a person nor a developer had a part? */
  readonly renewal?: boolean
  /** The code of a refusal that is no matter of configuration. Default: `grant-refused`. */
  readonly refused?: 'login-refused'
}

/**
 * Turns an error of oauth4webapi, or the error answer of an endpoint, into an `AuthError`. The original error
 * never gets out, since its `cause` carries tokens, codes and bodies.
 */
export function failure(
  thrown: unknown,
  now: number,
  { secrets, endpoint = 'token endpoint', proves = true, status, renewal, refused }: FailedRequest,
): AuthError {
  const { error, error_description, code, message, cause } = thrown as {
    error?: unknown
    error_description?: unknown
    code?: string
    message?: string
    cause?: { claim?: string; claims?: { iat?: number } }
  }
  const http = Number(status) > 399 ? { status: Number(status) } : undefined
  if (typeof error === 'string') {
    const raw = { body: { error, error_description }, secrets }
    // A server that requires DPoP answers a client without proofs with `invalid_grant`, and would do so after
    // the next login as well.
    if (!proves && /dpop|sender.constrained/i.test(`${error} ${error_description}`)) {
      const details = { option: 'dpop', error: errorCode(error), reason: 'bound-tokens-only' }
      return withRawAnswer(new AuthError('configuration', details), raw)
    }
    // Some servers answer a dead refresh token with `invalid_request`.
    if (renewal && error === 'invalid_request') {
      return withRawAnswer(new AuthError('grant-refused', { error, ...http }), raw)
    }
    return refusal(refused ?? 'grant-refused', raw, http)
  }
  if (http?.status === 400 || http?.status === 401) {
    return new AuthError('grant-refused', { error: '', ...http })
  }
  if (cause?.claim && code?.startsWith('OAUTH_JWT')) {
    return idTokenRejected(
      cause.claim,
      code.includes('TIMESTAMP') ? now - Number(cause.claims?.iat) * 1000 : undefined,
    )
  }
  // oauth4webapi's messages are fixed texts without values.
  return new AuthError('invalid-response', {
    endpoint,
    problem: 'malformed',
    ...http,
    ...(message && { reason: message }),
  })
}

/**
 * The error for the `error` of an answer (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section
 * 3.1.2.6): one with `code`, or a `configuration` where a developer has to change something.
 */
export function refusal(
  code: 'grant-refused' | 'login-refused',
  raw: RawAnswer & { readonly body: { readonly error: string; readonly error_description?: unknown } },
  status?: { readonly status: number },
): AuthError {
  const { error } = raw.body
  const details = { error: errorCode(error), ...status }
  return withRawAnswer(new AuthError(misconfigured.test(error) ? 'configuration' : code, details), raw)
}

/**
 * What can be shown of an `error` at once: one that has the form of an error code (RFC 6749, section 5.2).
 * Any other text is shown once it was cleaned, with the text of the error.
 */
export function errorCode(error: unknown): string {
  return typeof error === 'string' && /^[a-z_]{1,60}$/.test(error) ? error : ''
}

/**
 * The error for an access token that cannot be used because of its `token_type` (RFC 6749, section 7.1; RFC
 * 9449, section 5).
 */
export function unusableToken(type: string, proves: boolean): AuthError {
  if (type === 'dpop' && !proves)
    return new AuthError('configuration', { option: 'dpop', reason: 'bound-tokens-only' })
  return new AuthError('invalid-response', {
    endpoint: 'token endpoint',
    problem: 'malformed',
    reason: `the access token or its type, ${type}`,
  })
}

/**
 * The error where neither of the two URLs had metadata that can be used. `failures` are in the order of the
 * URLs; the second URL was not asked where the first took too long.
 */
export function discoveryFailure(urls: readonly string[], failures: readonly AuthError[]): AuthError {
  const first = (code: AuthError['code']): AuthError | undefined =>
    failures.find((error) => error.code === code)
  const statuses = failures.map(({ details }) => (details as { readonly status?: number }).status)
  // A document of the wrong issuer, or with an unusable endpoint, says more than a URL without a document.
  const unusable = first('configuration')
  if (unusable) return unusable
  const busy = first('server-unavailable') ?? first('timeout')
  if (!busy && statuses.some((status = 0) => status > 399 && status < 500)) {
    const reason = `no-metadata: ${statuses.map((status) => status ?? 'no answer').join(', ')}`
    return new AuthError('configuration', { option: 'issuer', reason, urls })
  }
  const error = busy ?? first('invalid-response') ?? first('network')
  const { code } = error as AuthError
  const details = { ...error?.details, urls: urls.filter((_, index) => failures[index]?.code === code) }
  return Object.assign(error as AuthError, { details })
}

/**
 * `clockOffMs`: how many milliseconds this device's clock seems ahead of the server's, where the claim is a
 * time.
 */
export function idTokenRejected(claim: string, clockOffMs?: number): AuthError {
  return new AuthError('id-token-rejected', {
    claim: printable(claim),
    ...(clockOffMs && Number.isFinite(clockOffMs) && { clockOffMs }),
  })
}
