import { type AuthErrorCode, isAuthError } from './errors.js'

/** The sentences of `messageFor`, by what the person can do. */
export interface MessageTexts {
  /** No answer could be had, from the authorization server or from an API. The person can try again later. */
  readonly connection: string
  /** Nobody is signed in, or not any more. The person can sign in. */
  readonly signedOut: string
  /** A login was refused, or its answer cannot be used. The person can try again. */
  readonly loginFailed: string
  /** The browser opened no window for `loginWithPopup`. The person can allow windows for this site. */
  readonly popupBlocked: string
  /** The clock of this device is wrong. The person can set it. */
  readonly clock: string
  /** The browser stores nothing for this site. The person can allow it to. */
  readonly storage: string
  /** The person who is signed in may not see this page. */
  readonly forbidden: string
  /** The API wants the person to sign in once more, or to agree to more. The person can do so. */
  readonly stepUp: string
  /** Anything else: a developer has to do something. The person can only try again later. */
  readonly unexpected: string
}

const english: MessageTexts = {
  connection: 'The service cannot be reached. Please check your connection, or try again later.',
  signedOut: 'You are signed out. Please sign in.',
  loginFailed: 'Signing in did not work. Please try again.',
  popupBlocked: 'Your browser blocked the window for signing in. Please allow it, and try again.',
  clock: 'The clock of this device is wrong. Please set it, and sign in again.',
  storage: 'Your browser stores nothing for this site. Please allow cookies and site data.',
  forbidden: 'You have no access to this page.',
  stepUp: 'This needs you to sign in once more.',
  unexpected: 'Something went wrong. Please try again later.',
}

type Topic = keyof MessageTexts

/** `undefined`: the person knows it already, or can do nothing about it. */
const topics = {
  network: 'connection',
  timeout: 'connection',
  'server-unavailable': 'connection',
  'invalid-response': 'connection',
  'grant-refused': 'signedOut',
  'signed-out': 'signedOut',
  'dpop-key-lost': 'signedOut',
  'silent-unanswered': 'signedOut',
  'login-refused': 'loginFailed',
  'callback-rejected': 'loginFailed',
  'id-token-rejected': 'loginFailed',
  'login-loop': 'loginFailed',
  'popup-blocked': 'popupBlocked',
  storage: 'storage',
  forbidden: 'forbidden',
  'step-up-required': 'stepUp',
  configuration: 'unexpected',
  'user-rejected': 'unexpected',
  'target-not-allowed': 'unexpected',
  'body-not-replayable': 'unexpected',
  'dpop-nonce-refused': 'unexpected',
  framed: 'unexpected',
  'popup-closed': undefined,
  'login-abandoned': undefined,
  'revocation-refused': undefined,
} satisfies Record<AuthErrorCode, Topic | undefined>

/**
 * Says in one sentence what to tell the person who uses the app about an error: what they can do, without
 * terms of OAuth. The `message` of an error is for developers.
 *
 * Takes whatever was thrown. A `TypeError` is what `fetch` rejects with where an API cannot be reached. Of an
 * error that another library has made of one of these, its `cause` counts. For anything else there is one
 * sentence: something went wrong.
 *
 * @param error Of this library, of `fetch`, or of anything else. `undefined` for none.
 * @param texts Sentences in place of the English ones, for another language or another tone.
 * @returns The sentence, or `undefined` where there is nothing to tell: no error, a login that the person
 *   cancelled, a call that the app aborted.
 * @example
 * problem.textContent = messageFor(error) ?? ''
 */
export function messageFor(error: unknown, texts: Partial<MessageTexts> = {}): string | undefined {
  const topic = topicOf(error)
  return topic && (texts[topic] ?? english[topic])
}

function topicOf(error: unknown, isCause = false): Topic | undefined {
  if (isAuthError(error, 'login-refused')) return topicOfRefusal(error.details.error)
  if (isAuthError(error, 'id-token-rejected') && error.details.clockOffMs !== undefined) return 'clock'
  // Another version of the library on the same page may have a code that this one does not know.
  if (isAuthError(error)) return error.code in topics ? topics[error.code] : 'unexpected'
  const { name, status, cause } = Object(error) as Partial<Error & { readonly status: unknown }>
  if (!error || name === 'AbortError') return undefined
  // XMLHttpRequest has the status 0 where there is no answer, and so has the error of Angular's HttpClient.
  if (name === 'TypeError' || name === 'TimeoutError' || status === 0) return 'connection'
  return cause && !isCause ? topicOf(cause, true) : 'unexpected'
}

/** By the error code of the server (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6). */
function topicOfRefusal(code: string): Topic | undefined {
  if (code === 'access_denied') return undefined
  return code.endsWith('_required') ? topics['signed-out'] : topics['login-refused']
}
