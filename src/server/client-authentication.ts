import { own } from '../own.js'
import type { Dialect, EndpointForm, EndpointRequest } from '../protocol/dialect.js'

export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly method: 'post' | 'basic' | 'none'
  readonly pkce: boolean
}

/**
 * Makes a dialect whose requests are authenticated with the secret of the client (RFC 6749, section 2.3.1).
 * The rest of each request stays as it is.
 */
export function authenticated(dialect: Dialect | undefined, credentials: Credentials): Dialect {
  return own<Dialect>({
    ...dialect,
    request: (form) => authenticate(dialect?.request ?? formPost, form, credentials),
  })
}

function authenticate(
  toRequest: (form: EndpointForm) => EndpointRequest,
  { form, ...rest }: EndpointForm,
  { clientId, clientSecret, method, pkce }: Credentials,
): EndpointRequest {
  const { client_id: _, code_verifier, ...others } = own(form)
  // A provider without PKCE may refuse a request with a parameter that it does not know, so the verifier is
  // left out.
  const sent = { ...others, ...(pkce && code_verifier !== undefined && { code_verifier }) }
  if (method !== 'basic' || clientSecret === undefined) {
    const secret = method === 'post' && clientSecret !== undefined ? { client_secret: clientSecret } : {}
    return toRequest({ ...rest, form: { ...sent, client_id: clientId, ...secret } })
  }
  const { headers, ...request } = toRequest({ ...rest, form: sent })
  return { ...request, headers: { ...headers, authorization: basic(clientId, clientSecret) } }
}

/** Each of them form-encoded first, which many forget (RFC 6749, section 2.3.1). */
export function basic(clientId: string, clientSecret: string): string {
  const [id, secret] = [clientId, clientSecret].map((text) =>
    new URLSearchParams({ _: text }).toString().slice(2),
  )
  return `Basic ${btoa(`${id}:${secret}`)}`
}

function formPost({ url, form }: EndpointForm): EndpointRequest {
  return {
    url,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  }
}
