import type { AuthErrorCode, AuthErrorDetails } from './error-details.js'
import { printable } from './printable.js'

export type {
  AuthErrorCode,
  AuthErrorDetails,
  CallbackProblem,
  NoLoginReason,
  ServerErrorCode,
} from './error-details.js'

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
  forbidden: 'sign-in',
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
 * Every error of this library. `code` says what a caller can do differently, `message` what happened, to
 * what, and what to do, `details` the facts as data. It has no `cause`, since the errors of the layers below
 * carry tokens and bodies.
 */
export class AuthError<Code extends AuthErrorCode = AuthErrorCode> extends Error {
  /** Always `'AuthError'`. `isAuthError` recognises an error by it. */
  override readonly name: string = 'AuthError'
  /** What went wrong, by what a caller can do differently about it. */
  readonly code: Code
  /** The facts of this error as data. Their type depends on `code`. */
  readonly details: AuthErrorDetails[Code]
  /**
   * Who can do something about the error: the caller, a person or a developer. It depends on `code` alone.
   */
  readonly recovery: Recovery

  /** Without a message, `explain` adds one before anybody outside this library sees the error. */
  constructor(code: Code, details: AuthErrorDetails[Code], message: string = withoutText(code, details)) {
    // A server's text in the message may contain control characters, which are removed.
    super(printable(message, longestMessage))
    this.code = code
    this.details = details
    this.recovery = recoveries[code] ?? 'fix'
    // The stack names a script that stands in the document by the document's URL, which may be that of the
    // answer to a login.
    if (this.stack) this.stack = this.stack.replace(/[?#]\S*\b(code|state|\w+_token)=\S*(?=:\d+:\d)/g, '')
  }
}

/** One member of the union per code, so that `switch (error.code)` narrows `error.details`. */
export type AnyAuthError = { [Code in AuthErrorCode]: AuthError<Code> }[AuthErrorCode]

/** Is this one of this library's errors (of this code)? Works across two copies of the library on a page. */
export function isAuthError(value: unknown): value is AnyAuthError
/**
 * Is this one of this library's errors, and is its `code` this one? Works across two copies of the library on
 * a page.
 */
export function isAuthError<Code extends AuthErrorCode>(value: unknown, code: Code): value is AuthError<Code>
export function isAuthError(value: unknown, code?: AuthErrorCode): boolean {
  const error = value as Partial<AuthError> | undefined
  return error?.name === 'AuthError' && (!code || error.code === code)
}

/** The message of an error whose text is not there yet, or could not be loaded. */
function withoutText(code: AuthErrorCode, details: object): string {
  return printable(`${code} ${JSON.stringify(details)}`, longestMessage)
}

/**
 * How long an error waits for its text, in milliseconds. On a network that drops every packet, loading would
 * never end.
 */
const textWithinMs = 2000

/**
 * Adds its text to an error that has none. The texts are loaded only when something goes wrong; where loading
 * fails as well, the message stays the code and the details. Called where an error leaves this library: by
 * public functions, and before an event.
 */
export async function explain(thrown: unknown): Promise<AnyAuthError> {
  if (!isAuthError(thrown) || thrown.message !== withoutText(thrown.code, thrown.details))
    return thrown as AnyAuthError
  const texts = await withinTime(import('./explain.js'))
  return texts ? addText(thrown, texts.textOf) : thrown
}

/** Adds the text to an error at once, for a host where the texts are loaded anyway. */
export function addText<Failure extends AuthError | AnyAuthError>(
  error: Failure,
  textOf: typeof import('./explain.js').textOf,
): Failure {
  const { message, stack, code, details } = error
  if (message !== withoutText(code, details)) return error
  error.message = printable(textOf(code, details), longestMessage)
  if (stack) error.stack = stack.replace(message, () => error.message)
  return error
}

/** The promise of a public function, which rejects with an error that has its text. */
export function explained<T>(promise: Promise<T>): Promise<T> {
  return promise.catch(async (error) => {
    throw await explain(error)
  })
}

/** Resolves to what was loaded, or to `undefined` where loading fails or takes too long. */
function withinTime<T>(loading: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined)
    const timer = setTimeout(giveUp, textWithinMs)
    loading.then(resolve, giveUp).finally(() => clearTimeout(timer))
  })
}
