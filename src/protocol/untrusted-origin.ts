import { aborted } from '../aborted.js'
import { AuthError } from '../errors.js'
import { isPublicName } from './public-name.js'
import { readText } from './request.js'
import { isLoopback, isSecureUrl } from './secure-url.js'

declare const checked: unique symbol

/** An origin that `untrustedOrigin` accepted: the only kind that `askUntrusted` sends a request to. */
export type UntrustedOrigin = string & { readonly [checked]: true }

const patienceMs = 10_000

/**
 * The origin of an address that a person or a document named at run time, where a request may be sent to it.
 * It has to be https with nothing behind the host and the port. It must not be this page's own origin, where
 * a request has this person's rights. It has to have a public name, since a page must be nobody's way into a
 * local network. On a page that is on a loopback host itself, which is development, loopback and private
 * hosts are accepted, too.
 */
export function untrustedOrigin(text: unknown): UntrustedOrigin | undefined {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.href !== `${url.origin}/` || !isSecureUrl(url.href)) return undefined
  const { location } = globalThis
  const isOwn = location?.origin === url.origin
  const isDevelopment = !!location && isLoopback(location.hostname)
  return !isOwn && (isDevelopment || (url.protocol === 'https:' && isPublicName(url.hostname)))
    ? (url.origin as UntrustedOrigin)
    : undefined
}

/** Is this URL, from a document that was found at run time, at an origin that `untrustedOrigin` accepts? */
export function isUntrustedUrl(url: string): boolean {
  return URL.canParse(url) && untrustedOrigin(new URL(url).origin) !== undefined
}

/**
 * Asks an origin for JSON at a path that this library chose: without cookies, through no redirect, for at
 * most ten seconds and half a million characters. Resolves to `undefined` for an answer that is no success or
 * no JSON object.
 *
 * @throws {AuthError} `network`, where there is no answer.
 */
export async function askUntrusted(
  origin: UntrustedOrigin,
  path: `/${string}`,
  fetch: typeof globalThis.fetch,
  init: Pick<RequestInit, 'method' | 'body'> = {},
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const signal = AbortSignal.timeout(patienceMs)
  let text: string | undefined
  try {
    // The race is needed because a `fetch` that was replaced may not heed the signal.
    text = await Promise.race([ask(), aborted(signal)])
  } catch {
    throw new AuthError('network', { endpoint: origin }, `No answer from ${origin}. Try again.`)
  }
  try {
    const answer = JSON.parse(text ?? '')
    return typeof answer === 'object' && answer && !Array.isArray(answer) ? answer : undefined
  } catch {
    return undefined
  }

  async function ask(): Promise<string | undefined> {
    const response = await fetch(origin + path, { ...init, credentials: 'omit', redirect: 'error', signal })
    return response.ok && !response.redirected ? readText(response) : undefined
  }
}
