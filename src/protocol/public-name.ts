// Names that lead to a machine nearby, wherever they are resolved (RFC 6761, RFC 6762, RFC 8375, ICANN's
// `internal`, and names that routers and offices use).
const nearby = /(^|\.)(localhost|local|localdomain|internal|intranet|private|lan|home|corp|arpa)$/

/**
 * Is this host, as `URL` spells it, a domain name of the public internet? Addresses in numbers, names without
 * a dot, and names that are reserved for machines nearby are not. The address that a public name resolves to
 * cannot be seen here.
 */
export function isPublicName(hostname: string): boolean {
  return /^([a-z\d_-]+\.)+[a-z][a-z\d-]*$/.test(hostname) && !nearby.test(hostname)
}
