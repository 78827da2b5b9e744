import { type AuthError, explained } from '../errors.js'

// None of these is about the person or the grant: the client's registration or configuration is wrong.
const misconfigured =
  /^(invalid_(client|request(_uri|_object)?|scope|target|authorization_details|dpop_proof)|unauthorized_client|unsupported_\w+|\w+_not_supported)$/

/**
 * Any error of the layer below, as one of ours. Theirs never get out: their `cause` carries tokens, codes and bodies.
 * `sent` are the secrets of the request, which some servers repeat in their description.
 */
export function failure(
  thrown: unknown,
  now: number,
  sent: readonly string[],
  endpoint = 'token endpoint',
): Promise<AuthError> {
  const { error, error_description, code, message, cause } = thrown as {
    error?: unknown
    error_description?: unknown
    code?: string
    message?: string
    cause?: { claim?: string; claims?: { iat?: number } }
  }
  if (typeof error === 'string') return refusal('grant-refused', error, error_description, sent)
  if (cause?.claim && code?.startsWith('OAUTH_JWT')) {
    return idTokenRejected(cause.claim, code.includes('TIMESTAMP') ? now - Number(cause.claims?.iat) * 1000 : undefined)
  }
  // oauth4webapi's messages are fixed texts without values.
  return explained('invalid-response', {
    endpoint,
    problem: 'malformed',
    ...(message && { reason: message }),
  })
}

/** The `error` of an answer (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6): `code`, or a `configuration` to mend. */
export function refusal(
  code: 'grant-refused' | 'login-refused',
  error: string,
  said?: unknown,
  sent?: readonly string[],
): Promise<AuthError> {
  const description = describe(said, sent)
  return explained(misconfigured.test(error) ? 'configuration' : code, {
    error: describe(error, sent) ?? '',
    ...(description && { description }),
  })
}

/** The answer to a revocation that was not done (RFC 7009, section 2.2.1). */
export function revocationRefused(
  status: number,
  { error, error_description }: { readonly error?: unknown; readonly error_description?: unknown },
  token: string,
): Promise<AuthError> {
  const said = describe(error, [token])
  const description = describe(error_description, [token])
  return explained('revocation-refused', { status, ...(said && { error: said }), ...(description && { description }) })
}

export function idTokenRejected(claim: string, clockOffMs?: number): Promise<AuthError> {
  return explained('id-token-rejected', { claim, ...(clockOffMs && { clockOffMs }) })
}

// Control characters, and those that turn or hide the text around them.
const unprintable = /[^\x20-\x7e\u00a0-\u1fff\u2030-\u205f\u2070-\ud7ff\uf900-\ufffd]/g

/** Text from elsewhere, made harmless: short, printable, and without what was sent in confidence. */
export function describe(value: unknown, sent: readonly string[] = []): string | undefined {
  return typeof value === 'string' && !sent.some((secret) => secret && value.includes(secret))
    ? value.replace(unprintable, ' ').slice(0, 200)
    : undefined
}
