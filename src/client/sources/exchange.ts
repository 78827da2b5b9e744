import { own } from '../../own.js'
import type { Dialect, EndpointForm, EndpointRequest } from '../../protocol/dialect.js'
import { customHeader } from '../../protocol/server-part.js'

/**
 * The provider's dialect with the token endpoint of the server part, which adds the secret and answers as RFC
 * 6749 says.
 */
export function throughExchange(given: Dialect | undefined, base: string): Dialect {
  const { parseToken: _, ...rest } = own(given)
  const dialect = own(rest)
  return own<Dialect>({
    ...dialect,
    request(form) {
      if (form.endpoint === 'token endpoint')
        return formPost({ ...form, url: `${base}/token` }, { [customHeader]: '1' })
      return dialect.request?.(form) ?? formPost(form, {})
    },
  })
}

export function formPost(
  { url, form }: Pick<EndpointForm, 'url' | 'form'>,
  headers: Readonly<Record<string, string>>,
): EndpointRequest {
  return {
    url,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  }
}
