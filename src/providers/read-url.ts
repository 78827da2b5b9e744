import { invalidOption } from '../invalid-option.js'
import { isSecureUrl } from '../protocol/secure-url.js'

/**
 * `https://login.example.com` of `login.example.com`, `https://login.example.com/`, or itself: without a
 * slash at the end.
 *
 * @throws {AuthError} `configuration`
 */
export function readUrl(option: string, value: string): string {
  const url = /^https?:\/\//.test(value) ? value : `https://${value}`
  if (!value || !isSecureUrl(url) || new URL(url).search) {
    throw invalidOption(option, `'${value}' is no host name and no https: URL without a query`)
  }
  return url.replace(/\/+$/, '')
}
