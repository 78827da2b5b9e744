import { AuthError, isAuthError } from '../errors.js'
import { serverText } from './server-text.js'

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
}

/**
 * Turns an error of oauth4webapi, or the error answer of an endpoint, into an `AuthError`. The original error
 * never gets out, since its `cause` carries tokens, codes and bodies.
 */
export function failure(
  thrown: unknown,
  now: number,
  { secrets, endpoint = 'token endpoint', proves = true, status, renewal }: FailedRequest,
): AuthError {
  const { error, error_description, code, message, cause } = thrown as {
    error?: unknown
    error_description?: unknown
    code?: string
    message?: string
    cause?: { claim?: string; claims?: { iat?: number } }
  }
  const refused = Number(status) > 399 ? { status: Number(status) } : undefined
  if (typeof error === 'string') {
    // A server that requires DPoP answers a client without proofs with `invalid_grant`, and would do so after
    // the next login as well.
    const bound = !proves && /dpop|sender.constrained/i.test(`${error} ${error_description}`)
    if (bound) return boundTokensOnly(error, error_description, secrets)
    // Some servers answer a dead refresh token with `invalid_request`.
    if (renewal && error === 'invalid_request') {
      return new AuthError('grant-refused', { error, ...described(error_description, secrets), ...refused })
    }
    return refusal('grant-refused', error, error_description, secrets, refused)
  }
  if (refused?.status === 400 || refused?.status === 401) {
    return new AuthError('grant-refused', { error: '', ...refused })
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
    ...refused,
    ...(message && { reason: message }),
  })
}

/**
 * The error for the `error` of an answer (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section
 * 3.1.2.6): one with `code`, or a `configuration` where a developer has to change something.
 */
export function refusal(
  code: 'grant-refused' | 'login-refused',
  error: string,
  said?: unknown,
  secrets?: readonly unknown[],
  status?: { readonly status: number },
): AuthError {
  return new AuthError(misconfigured.test(error) ? 'configuration' : code, {
    error: serverText(error, secrets) ?? '',
    ...described(said, secrets),
    ...status,
  })
}

function described(said: unknown, secrets?: readonly unknown[]): { readonly description?: string } {
  const description = serverText(said, secrets)
  return description ? { description } : {}
}

/** The error for a revocation that the server refused (RFC 7009, section 2.2.1). */
export function revocationRefused(
  status: number,
  { error, error_description }: { readonly error?: unknown; readonly error_description?: unknown },
  token: string,
): AuthError {
  const said = serverText(error, [token])
  const description = serverText(error_description, [token])
  return new AuthError('revocation-refused', {
    status,
    ...(said && { error: said }),
    ...(description && { description }),
  })
}

/**
 * The error for what the server part (`hallpass/server`) did not do. Its log says more than it tells a page.
 */
export function serverPartRefusal({
  error,
  error_description,
}: Readonly<Record<string, unknown>>): AuthError {
  const description = serverText(error_description)
  return new AuthError('configuration', {
    option: 'server',
    error: serverText(error) ?? 'an error without a name',
    ...(description && { description }),
    reason: 'Look at the log of the server part, and at its options',
  })
}

/**
 * The error for a server that issues tokens only to clients that prove a key (RFC 9449), where this client
 * proves none.
 */
function boundTokensOnly(error: string, said: unknown, secrets: readonly unknown[]): AuthError {
  const description = serverText(said, secrets)
  return new AuthError('configuration', {
    option: 'dpop',
    error: serverText(error, secrets) ?? '',
    ...(description && { description }),
    reason: dpopMissing,
  })
}

const dpopMissing =
  "This server issues only tokens that are bound to a key: add dpop: dpop(), from 'hallpass/dpop', to " +
  'this client'

/**
 * The error for an access token that cannot be used because of its `token_type` (RFC 6749, section 7.1; RFC
 * 9449, section 5).
 */
export function unusableToken(type: string, proves: boolean): AuthError {
  if (type === 'dpop' && !proves)
    return new AuthError('configuration', { option: 'dpop', reason: dpopMissing })
  return new AuthError('invalid-response', {
    endpoint: 'token endpoint',
    problem: 'malformed',
    reason: `the access token or its type, ${serverText(type)}`,
  })
}

/** What the body of a failed answer says about the failure, for `server-unavailable`. */
export function saidBy(
  body: unknown,
  request: RequestInit & { readonly url: string },
): { readonly error?: string; readonly description?: string } {
  const { error, error_description, message } = Object(body) as Readonly<Record<string, unknown>>
  const secrets = secretsOf(request)
  const name = serverText(error, secrets)
  const description = serverText(error_description ?? Object(error).message ?? message, secrets)
  return { ...(name && { error: name }), ...(description && { description }) }
}

const confidential =
  /^(code|code_verifier|state|nonce|stale_token|assertion|(refresh_|access_|id_|subject_|actor_)?token|id_token_hint|client_(secret|assertion)|password)$/

/**
 * The secrets of a request: those in its header fields, in its URL, and in its body, which is a form or JSON.
 */
function secretsOf({ headers, body, url }: RequestInit & { readonly url: string }): readonly unknown[] {
  const sent = new Headers(headers)
  const text = body instanceof URLSearchParams || typeof body === 'string' ? body : ''
  return [
    ...(sent.get('authorization') ?? '').split(' ').slice(1),
    sent.get('dpop'),
    ...secretsIn([...new URL(url).searchParams, ...new URLSearchParams(text), ...entriesOf(text)]),
  ]
}

/** The values of the parameters whose names say that they are secret. */
export function secretsIn(parameters: Iterable<readonly [string, unknown]>): readonly unknown[] {
  return [...parameters].flatMap(([name, value]) => (confidential.test(name) ? [value] : []))
}

function entriesOf(text: string | URLSearchParams): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(String(text)))
  } catch {
    return []
  }
}

/**
 * The error where neither of the two URLs had metadata that can be used. `failures` are in the order of the
 * URLs; the second URL was not asked where the first took too long.
 */
export function discoveryFailure(
  issuer: string,
  urls: readonly string[],
  failures: readonly AuthError[],
): AuthError {
  // A document of the wrong issuer, or with an unusable endpoint, says more than a URL without a document.
  const unusable = failures.find(({ code }) => code === 'configuration')
  if (unusable) return unusable
  const of = <Code extends 'server-unavailable' | 'timeout' | 'invalid-response' | 'network'>(code: Code) => {
    const first = failures.find((error): error is AuthError<Code> => isAuthError(error, code))
    return first && { first, urls: urls.filter((_, index) => failures[index]?.code === code) }
  }
  const busy = of('server-unavailable')
  if (busy) return new AuthError('server-unavailable', { ...busy.first.details, urls: busy.urls })
  const late = of('timeout')
  if (late) return new AuthError('timeout', { ...late.first.details, urls: late.urls })
  const answers = failures.map((error, index) => `${urls[index]} ${answerOf(error)}`)
  if (failures.some((error) => isAuthError(error, 'invalid-response') && isRefused(error.details.status))) {
    const reason =
      `${issuer} has no metadata: ${answers.join(', and ')}. Look at the issuer again, realm or tenant ` +
      'included'
    return new AuthError('configuration', { option: 'issuer', reason })
  }
  const other = of('invalid-response')
  if (other) return new AuthError('invalid-response', { ...other.first.details, urls: other.urls })
  return new AuthError('network', { endpoint: 'discovery document', urls })
}

function isRefused(status = 0): boolean {
  return status > 399 && status < 500
}

function answerOf(error: AuthError): string {
  if (!isAuthError(error, 'invalid-response')) return 'gave no answer that this page can read'
  const { status, problem } = error.details
  if (isRefused(status)) return `answered HTTP ${status}`
  return problem === 'redirect' ? 'redirects' : 'answered with something else than metadata'
}

/**
 * `clockOffMs`: how many milliseconds this device's clock seems ahead of the server's, where the claim is a
 * time.
 */
export function idTokenRejected(claim: string, clockOffMs?: number): AuthError {
  return new AuthError('id-token-rejected', {
    claim: serverText(claim) ?? '',
    ...(clockOffMs && Number.isFinite(clockOffMs) && { clockOffMs }),
  })
}
