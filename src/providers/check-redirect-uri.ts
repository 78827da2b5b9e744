import { AuthError } from '../errors.js'
import type { Provider } from './provider.js'

/**
 * Refuses a redirect URI that the provider does not register, before a person is sent there to find out.
 *
 * @throws {AuthError} `configuration`
 */
export function checkRedirectUri({ name, redirectRules }: Provider, redirectUri: string): void {
  const { loopback, note } = redirectRules
  const { hostname, protocol, port } = new URL(redirectUri)
  const isName = /(^|\.)localhost$/.test(hostname)
  const isIp = /^(127(\.\d+){3}|\[::1\])$/.test(hostname)
  if (loopback === 'none' && (isName || isIp || protocol !== 'https:'))
    refuse('accepts https: with a domain name only, and neither localhost nor an IP address')
  if (loopback === 'loopback-ip' && isName) {
    const address = `http://127.0.0.1${port && `:${port}`}`
    refuse(`does not accept the name localhost; open this page, and register it, as ${address}`)
  }

  function refuse(problem: string): never {
    const message = `redirectUri: ${name} ${problem}${note ? ` (${note})` : ''}. It was ${redirectUri}.`
    throw new AuthError('configuration', { option: 'redirectUri' }, message)
  }
}
