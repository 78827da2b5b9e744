/**
 * Is this an https: URL, or an http: URL of this machine itself, whose requests never leave it (RFC 8252,
 * section 8.3)?
 */
export function isSecureUrl(value: unknown): boolean {
  const url = typeof value === 'string' && URL.canParse(value) && new URL(value)
  return (
    !!url &&
    !url.username &&
    !url.password &&
    !url.hash &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  )
}

/** Is this host, as `URL` spells it, this machine itself? */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
