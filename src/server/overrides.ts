/**
 * Parameters by which some APIs and frameworks take a request for another one than it is: with another token
 * (RFC 6750, sections 2.2 and 2.3), or with another method, past the list of methods.
 */
const overriding =
  /^(access_?token|oauth_?token|bearer_?token|_method|_?http_?method|(x_)?http_?method_override|x_http_method|x_method_override)$/
const methods = /^\s*(get|head|post|put|patch|delete|merge|options|trace|connect)\s*$/i

/** Does this query, or form, make another request of it? Read the way the most generous server would. */
export function overridesQuery(query: string): boolean {
  // Some servers separate parameters by a semicolon, too.
  return query.split(/[&;]/).some((pair) => {
    const [[name, value] = ['', '']] = new URLSearchParams(pair)
    return overrides(name, value)
  })
}

/** The same for a body, by its type: what a form can say, and the names of a form's parts. */
export function overridesBody(type: string, body: Uint8Array): boolean {
  const text = (): string => new TextDecoder('latin1').decode(body)
  if (/^\s*application\/x-www-form-urlencoded/i.test(type)) return overridesQuery(text())
  if (!/^\s*multipart\//i.test(type)) return false
  const names = text().matchAll(/^content-disposition:[^\r\n]*?\bname\s*=\s*"?([^";\r\n]*)/gim)
  return [...names].some(([, name = '']) => overrides(name, ''))
}

function overrides(name: string, value: string): boolean {
  // PHP reads `access.token`, ` access_token` and `access_token[]` as `access_token`.
  const plain = name.toLowerCase().replace(/\[.*/s, '').trim().replace(/^\$/, '').replace(/[. -]/g, '_')
  return overriding.test(plain) || (plain === 'method' && methods.test(value))
}
