import { invalidOption } from '../invalid-option.js'
import { isLoopback } from '../protocol/secure-url.js'
import type { Provider } from './provider.js'

/**
 * Refuses a redirect URI that the provider does not register, before a person is sent there to find out.
 *
 * @throws {AuthError} `configuration`
 */
export function checkRedirectUri({ name, redirectRules }: Provider, redirectUri: string): void {
  const { loopback, note } = redirectRules
  const { hostname, protocol, port } = new URL(redirectUri)
  if (loopback === 'none' && (isLoopback(hostname) || protocol !== 'https:'))
    refuse('accepts https: with a domain name only, and neither localhost nor an IP address')
  if (loopback === 'loopback-ip' && /(^|\.)localhost$/.test(hostname)) {
    const address = `http://127.0.0.1${port && `:${port}`}`
    refuse(`does not accept the name localhost; open this page, and register it, as ${address}`)
  }

  function refuse(problem: string): never {
    throw invalidOption('redirectUri', `${name} ${problem}${note ? ` (${note})` : ''}. It was ${redirectUri}`)
  }
}
