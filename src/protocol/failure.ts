import { type AuthError, explained } from '../errors.js'

// None of these is about the person or the grant: the client's registration or configuration is wrong.
const misconfigured =
  /^(invalid_(client|request(_uri|_object)?|scope|target|authorization_details|dpop_proof)|unauthorized_client|unsupported_\w+|\w+_not_supported)$/

/**
 * Any error of the layer below, as one of ours. Theirs never get out: their `cause` carries tokens, codes and bodies.
 * `sent` are the secrets of the request, which some servers repeat in their description; `answered` is what came of it, if anything.
 */
export function failure(
  thrown: unknown,
  now: number,
  sent: readonly string[],
  endpoint = 'token endpoint',
  answered: { readonly status?: number | undefined; readonly renewal?: boolean } = {},
): Promise<AuthError> {
  const { error, error_description, code, message, cause } = thrown as {
    error?: unknown
    error_description?: unknown
    code?: string
    message?: string
    cause?: { claim?: string; claims?: { iat?: number } }
  }
  const status = Number(answered.status) > 399 ? { status: Number(answered.status) } : undefined
  if (typeof error === 'string') {
    // Said of a dead refresh token, in a request that a developer had no part in.
    if (answered.renewal && error === 'invalid_request') {
      return explained('grant-refused', { error, ...described(error_description, sent), ...status })
    }
    return refusal('grant-refused', error, error_description, sent, status)
  }
  if (status?.status === 400 || status?.status === 401) return explained('grant-refused', { error: '', ...status })
  if (cause?.claim && code?.startsWith('OAUTH_JWT')) {
    return idTokenRejected(cause.claim, code.includes('TIMESTAMP') ? now - Number(cause.claims?.iat) * 1000 : undefined)
  }
  // oauth4webapi's messages are fixed texts without values.
  return explained('invalid-response', {
    endpoint,
    problem: 'malformed',
    ...status,
    ...(message && { reason: message }),
  })
}

/** The `error` of an answer (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6): `code`, or a `configuration` to mend. */
export function refusal(
  code: 'grant-refused' | 'login-refused',
  error: string,
  said?: unknown,
  sent?: readonly string[],
  status?: { readonly status: number },
): Promise<AuthError> {
  return explained(misconfigured.test(error) ? 'configuration' : code, {
    error: describe(error, sent) ?? '',
    ...described(said, sent),
    ...status,
  })
}

function described(said: unknown, sent?: readonly string[]): { readonly description?: string } {
  const description = describe(said, sent)
  return description ? { description } : {}
}

export function idTokenRejected(claim: string, clockOffMs?: number): Promise<AuthError> {
  return explained('id-token-rejected', { claim, ...(clockOffMs && { clockOffMs }) })
}

// Control characters, and those that turn or hide the text around them.
const unprintable = /[^\x20-\x7e\u00a0-\u1fff\u2030-\u205f\u2070-\ud7ff\uf900-\ufffd]/g

/** Text from elsewhere, made harmless: short, printable, and without what was sent in confidence. */
export function describe(value: unknown, sent: readonly string[] = []): string | undefined {
  return typeof value === 'string' && !sent.some((secret) => value.includes(secret))
    ? value.replace(unprintable, ' ').slice(0, 200)
    : undefined
}
