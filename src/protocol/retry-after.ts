/** However long a server says to wait, it is asked again within the hour. */
const atMostMs = 3_600_000

/**
 * Reads a `Retry-After` of seconds or a date (RFC 9110, section 10.2.3), as milliseconds from now; nothing
 * for any other value.
 */
export function readRetryAfter(value: string | null, now: number): { readonly retryAfterMs?: number } {
  if (!value) return {}
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(ms) ? {} : { retryAfterMs: Math.min(Math.max(ms, 0), atMostMs) }
}
