import { withoutSecrets } from './without-secrets.js'

/**
 * What a server said about a failure, as it came. It may contain anything, tokens included, so nobody outside
 * sees it before `addText` has cleaned it.
 */
export interface RawAnswer {
  /** The answer's members `error`, `error_description` and `message`, of any type. */
  readonly body: unknown
  /** What was sent or received in confidence. */
  readonly secrets?: readonly unknown[] | undefined
  /** The request, for the secrets in it. */
  readonly request?: (RequestInit & { readonly url: string }) | undefined
}

/** What a server said about a failure, without secrets. */
export function clean({ body, secrets = [], request }: RawAnswer): {
  readonly error?: string
  readonly description?: string
} {
  const { error, error_description, message } = ownMembers(body)
  const all = [...secrets, ...(request ? secretsOf(request) : [])]
  const name = withoutSecrets(error, all)
  const description = withoutSecrets(error_description ?? ownMembers(error).message ?? message, all)
  return { ...(name && { error: name }), ...(description && { description }) }
}

// As `own` does, which is in the core: this lazily loaded file shares nothing with it.
function ownMembers(value: unknown): Readonly<Record<string, unknown>> {
  return Object.assign(Object.create(null), value)
}

const confidential =
  /^(code|code_verifier|state|nonce|stale_token|assertion|(refresh_|access_|id_|subject_|actor_)?token|id_token_hint|client_(secret|assertion)|password)$/

/**
 * The secrets of a request: those in its header fields, in its URL, and in its body, which is a form or JSON.
 */
function secretsOf({ headers, body, url }: NonNullable<RawAnswer['request']>): readonly unknown[] {
  const sent = new Headers(headers)
  const text = body instanceof URLSearchParams || typeof body === 'string' ? body : ''
  const parameters = [...new URL(url).searchParams, ...new URLSearchParams(text), ...entriesOf(text)]
  return [
    ...(sent.get('authorization') ?? '').split(' ').slice(1),
    sent.get('dpop'),
    ...parameters.flatMap(([name, value]) => (confidential.test(name) ? [value] : [])),
  ]
}

function entriesOf(text: string | URLSearchParams): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(String(text)))
  } catch {
    return []
  }
}
