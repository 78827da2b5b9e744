import type { AuthErrorCode, AuthErrorDetails } from './error-details.js'
import { printable } from './printable.js'
import { soon } from './soon.js'

export type { AuthErrorCode, AuthErrorDetails, CallbackProblem } from './error-details.js'

/**
 * `retry`: the same call may succeed later, the session goes on. `sign-in`: a person has to sign in (again).
 * `fix`: a developer has to change code, configuration or the server.
 */
export type Recovery = 'retry' | 'sign-in' | 'fix'

const recoveries: { readonly [Code in AuthErrorCode]?: Recovery } = {
  network: 'retry',
  timeout: 'retry',
  'server-unavailable': 'retry',
  'invalid-response': 'retry',
  storage: 'retry',
  'login-refused': 'sign-in',
  'callback-rejected': 'sign-in',
  'grant-refused': 'sign-in',
  'id-token-rejected': 'sign-in',
  'signed-out': 'sign-in',
  'step-up-required': 'sign-in',
  'dpop-key-lost': 'sign-in',
  'login-abandoned': 'sign-in',
  'silent-unanswered': 'sign-in',
  'popup-blocked': 'sign-in',
  'popup-closed': 'sign-in',
}

/** In UTF-16 code units. */
const longestMessage = 1000

/**
 * Every error of this library. `code` says what a caller can do differently, `message` what happened, to what, and what to
 * do, `details` the facts as data. It has no `cause`: what the layers below throw carries tokens and bodies.
 */
export class AuthError<Code extends AuthErrorCode = AuthErrorCode> extends Error {
  override readonly name: string = 'AuthError'
  readonly code: Code
  readonly details: AuthErrorDetails[Code]
  readonly recovery: Recovery

  constructor(code: Code, details: AuthErrorDetails[Code], message: string) {
    // Whatever a server's text brought into it.
    super(printable(message, longestMessage))
    this.code = code
    this.details = details
    this.recovery = recoveries[code] ?? 'fix'
    // A script that stands in the document goes by the document's URL, which may be that of the answer to a login.
    if (this.stack) this.stack = this.stack.replace(/[?#]\S*\b(code|state|\w+_token)=\S*(?=:\d+:\d)/g, '')
  }
}

/** The error with its full text, which is loaded when something goes wrong and not before. */
export async function explained<Code extends AuthErrorCode>(
  code: Code,
  details: AuthErrorDetails[Code],
): Promise<AuthError<Code>> {
  const loaded = await soon(import('./explain.js'))
  // Not to be had just now, offline for one: the facts alone.
  return new AuthError(code, details, loaded?.explain(code, details) ?? `${code} ${JSON.stringify(details)}`)
}

/** One member of the union per code, so that `switch (error.code)` narrows `error.details`. */
export type AnyAuthError = { [Code in AuthErrorCode]: AuthError<Code> }[AuthErrorCode]

/** Is this one of this library's errors (of this code)? Works across two copies of the library on a page. */
export function isAuthError(value: unknown): value is AnyAuthError
export function isAuthError<Code extends AuthErrorCode>(value: unknown, code: Code): value is AuthError<Code>
export function isAuthError(value: unknown, code?: AuthErrorCode): boolean {
  const error = value as Partial<AuthError> | undefined
  return error?.name === 'AuthError' && (!code || error.code === code)
}
