// Names that lead to a machine nearby, wherever they are asked for (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and what routers and
// offices call their own).
const nearby = /(^|\.)(localhost|local|localdomain|internal|intranet|private|lan|home|corp|arpa)$/

/**
 * Is this host, as `URL` spells it, a domain name of the public internet? Not so: addresses in numbers, names without a dot, and names that are
 * reserved for machines nearby. What a public name resolves to cannot be seen from here.
 */
export function isPublicName(hostname: string): boolean {
  return /^([a-z\d_-]+\.)+[a-z][a-z\d-]*$/.test(hostname) && !nearby.test(hostname)
}
