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

/**
 * The same for a body, by its type: what a form can say, the names of a form's parts, and the members of a
 * JSON object, which some frameworks (Laravel) read as they read a form. What cannot be read as its type says
 * is refused as well: whoever gets it may read it otherwise.
 */
export function overridesBody(type: string, body: Uint8Array): boolean {
  const text = (): string => new TextDecoder('latin1').decode(body)
  if (/application\/x-www-form-urlencoded/i.test(type)) {
    return !/^(utf-?8|us-ascii|iso-8859-1)?$/i.test(charsetOf(type)) || overridesQuery(text())
  }
  if (/multipart\//i.test(type)) {
    // The names are searched for in the whole body, and not in the header lines of the parts alone, since
    // parsers differ in how they read folded lines and quotes.
    const names = text().matchAll(/\bname\*?\s*=\s*([^;\r\n]*)/gi)
    return [...names].some(([, name = '']) => partNames(name).some((one) => overrides(one, '')))
  }
  return /[/+]json\b/i.test(type) && body.length > 0 && overridesJson(new TextDecoder().decode(body))
}

function charsetOf(type: string): string {
  return /\bcharset\s*=\s*"?([^";,\s]*)/i.exec(type)?.[1] ?? ''
}

/** `name="a"`, `name='a'`, `name="\a"` and `name*=utf-8''%61` (RFC 8187). */
function partNames(written: string): readonly string[] {
  const plain = written.replaceAll('\\', '')
  const decoded = plain.replace(/%([\da-f]{2})/gi, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
  return decoded.split(/["']/)
}

function overridesJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    // `method` is not among them, since APIs use it as a member of their own, as JSON-RPC does.
    return (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.keys(value).some((name) => overrides(name, ''))
    )
  } catch {
    return true
  }
}

function overrides(written: string, value: string): boolean {
  // PHP reads `access.token`, ` access_token`, `access_token[]` and `access[token` as `access_token`, and
  // ends a name at NUL.
  const name = written.toLowerCase().replace(/\0.*/s, '')
  return [name.replace(/\[.*/s, ''), name.includes(']') ? '' : name.replace('[', '_')].some((one) => {
    const plain = one.trim().replace(/^\$/, '').replace(/[. -]/g, '_')
    return overriding.test(plain) || (plain === 'method' && methods.test(value))
  })
}
