import type { AuthErrorCode, AuthErrorDetails } from './error-details.js'
import { printable } from './printable.js'
import type { RawAnswer } from './protocol/raw-answer.js'

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
 * Every error of this library. `code` says what a caller can do differently, `details` has the facts as data.
 * `message` tells a developer what happened, to what, and what to do; `messageFor` has a sentence for the
 * person who uses the app. It has no `cause`, since the errors of the layers below carry tokens and bodies.
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
  constructor(code: Code, details: AuthErrorDetails[Code], message?: string) {
    // A server's text in the message may contain control characters, which are removed.
    super(printable(message ?? `${code} ${JSON.stringify(details)}`, longestMessage))
    if (message === undefined) withoutText.set(this, undefined)
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
  // axios gives the name and the code of what its adapter throws to an error of its own, without the rest.
  return error?.name === 'AuthError' && !!error.details && (!code || error.code === code)
}

/** The errors whose text is still to be added, with what a server said. */
const withoutText = /* @__PURE__ */ new WeakMap<object, RawAnswer | undefined>()

/** Keeps what a server said about an error, for the error's text and details. */
export function withRawAnswer(error: AuthError, raw: RawAnswer): AuthError {
  withoutText.set(error, raw)
  return error
}

/**
 * How long an error waits for its text, in milliseconds. On a network that drops every packet, loading would
 * never end.
 */
const textWithinMs = 2000

/**
 * Adds its text to an error that has none, and to its details what the server said. The texts, and what
 * cleans a server's words, are loaded only when something goes wrong; where loading fails as well, the
 * message stays the code and the details. Called where an error leaves this library: by public functions, and
 * before an event.
 */
export async function explain(thrown: unknown): Promise<AnyAuthError> {
  const error = thrown as AnyAuthError
  if (!withoutText.has(Object(error))) return error
  const texts = await loadTexts()
  return texts ? addText(error, texts) : error
}

/** What a server said, as far as it can be shown; nothing where the code that cleans it cannot be loaded. */
export async function cleanAnswer(raw: RawAnswer): Promise<{ readonly description?: string }> {
  const texts = await loadTexts()
  return texts ? cleaned(raw, texts.clean) : {}
}

function cleaned(raw: RawAnswer, clean: typeof import('./explain.js').clean): Record<string, string> {
  return Object.fromEntries(Object.entries(clean(raw)).map(([name, text]) => [name, printable(text)]))
}

/** Adds the text to an error at once, for a host where the texts are loaded anyway. */
export function addText<Failure extends AuthError | AnyAuthError>(
  error: Failure,
  { textOf, clean }: Pick<typeof import('./explain.js'), 'textOf' | 'clean'>,
): Failure {
  if (!withoutText.has(error)) return error
  const raw = withoutText.get(error)
  withoutText.delete(error)
  const { message, stack, code } = error
  const details = { ...error.details, ...(raw && cleaned(raw, clean)) }
  Object.assign(error, { details, message: printable(textOf(code, details), longestMessage) })
  if (stack) error.stack = stack.replace(message, () => error.message)
  return error
}

/** The promise of a public function, which rejects with an error that has its text. */
export function explained<T>(promise: Promise<T>): Promise<T> {
  return promise.catch(async (error) => {
    throw await explain(error)
  })
}

/** Resolves to `undefined` where loading fails or takes too long. */
function loadTexts(): Promise<typeof import('./explain.js') | undefined> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined)
    const timer = setTimeout(giveUp, textWithinMs)
    import('./explain.js').then(resolve, giveUp).finally(() => clearTimeout(timer))
  })
}
