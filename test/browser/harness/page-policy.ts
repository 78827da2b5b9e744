import { randomBytes } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'

/** A page as it is sent, with its headers. */
export interface StrictPage {
  readonly headers: OutgoingHttpHeaders
  readonly body: string
}

/**
 * The page under a strict policy, as SECURITY.md has it: only scripts of this origin and those that the page
 * itself has, no `eval`, no string where markup or a script's URL is expected, and no policy that would let
 * one in (Trusted Types). Requests may go to the servers of the tests, which are all on this machine.
 */
export function underPolicy(html: string): StrictPage {
  const nonce = randomBytes(16).toString('base64url')
  const servers = 'http://*.localhost:* https://*.localhost:* http://127.0.0.1:*'
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self' ${servers}`,
    `frame-src 'self' ${servers}`,
    // A test moves the base of relative URLs to an API.
    `base-uri 'self' ${servers}`,
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
    },
    body: html.replaceAll('<script', `<script nonce="${nonce}"`),
  }
}
