/** What CSP looks at, directive by directive, before `default-src` (CSP Level 3, section 6.8.3). */
const fallbacks: Readonly<Record<string, readonly string[]>> = {
  'connect-src': ['connect-src', 'default-src'],
  'frame-src': ['frame-src', 'child-src', 'default-src'],
  'form-action': ['form-action'],
  'frame-ancestors': ['frame-ancestors'],
}

/**
 * Does this Content-Security-Policy let a page of `self` use `url` in the way of the directive? A policy
 * without the directive allows everything.
 */
export function policyAllows(policy: string, directive: string, url: string, self: string): boolean {
  const sources = sourcesOf(policy, directive)
  return sources === undefined || sources.some((source) => matches(source, new URL(url), new URL(self)))
}

function sourcesOf(policy: string, directive: string): readonly string[] | undefined {
  const directives = new Map<string, readonly string[]>()
  for (const part of policy.split(';')) {
    const [name = '', ...values] = part.trim().split(/\s+/)
    // The first of two directives with one name counts (CSP Level 3, section 2.2.1).
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values)
  }
  const found = fallbacks[directive]?.find((name) => directives.has(name))
  return found === undefined ? undefined : directives.get(found)
}

/** CSP Level 3, section 6.7.2.8. */
function matches(source: string, url: URL, self: URL): boolean {
  const expression = source.toLowerCase()
  if (expression === '*') return /^(https?|wss?):$/.test(url.protocol)
  if (expression === "'self'") return url.origin === self.origin
  if (expression.startsWith("'")) return false
  if (/^[a-z][a-z\d+.-]*:$/.test(expression)) return isUpgrade(expression, url.protocol)
  const parts = /^(?:([a-z][a-z\d+.-]*:)\/\/)?(\*|(?:\*\.)?[a-z\d.[\]-]+(?<!:))(?::(\d+|\*))?(\/.*)?$/.exec(
    expression,
  )
  if (!parts) return false
  const [, scheme = self.protocol, host = '', port, path] = parts
  if (!isUpgrade(scheme, url.protocol)) return false
  if (host !== '*' && !(host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host))
    return false
  const isPort = port === '*' || (port ?? '') === url.port || (port === defaultPorts[scheme] && !url.port)
  if (!isPort) return false
  if (path === undefined || path === '/') return true
  return path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** A source with http: matches https: as well. */
function isUpgrade(source: string, actual: string): boolean {
  return (
    source === actual ||
    (source === 'http:' && actual === 'https:') ||
    (source === 'ws:' && actual === 'wss:')
  )
}
