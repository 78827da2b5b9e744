import { describe, expect, test } from 'vitest'
import { AuthError, type AuthErrorCode, type AuthErrorDetails } from '../../src/errors.js'
import { type MessageTexts, messageFor } from '../../src/message-for.js'

type Sentence = string | undefined

const unreachable = 'The service cannot be reached. Please check your connection, or try again later.'
const signedOut = 'You are signed out. Please sign in.'
const loginFailed = 'Signing in did not work. Please try again.'
const clock = 'The clock of this device is wrong. Please set it, and sign in again.'
const unexpected = 'Something went wrong. Please try again later.'
const endpoint = 'token endpoint'

/** Each code with details that it may have, and the sentence. The compiler asks for every code. */
const cases: { readonly [Code in AuthErrorCode]: readonly (readonly [AuthErrorDetails[Code], Sentence])[] } =
  {
    network: [[{ endpoint }, unreachable]],
    timeout: [[{ endpoint }, unreachable]],
    'server-unavailable': [[{ endpoint, status: 503 }, unreachable]],
    'invalid-response': [[{ endpoint, problem: 'not-json' }, unreachable]],
    'grant-refused': [[{ error: 'invalid_grant' }, signedOut]],
    'signed-out': [[{}, signedOut]],
    'dpop-key-lost': [[{}, signedOut]],
    'silent-unanswered': [[{ timeoutMs: 10_000 }, signedOut]],
    'login-refused': [
      [{ error: 'access_denied', description: 'nobody was picked' }, undefined],
      [{ error: 'login_required' }, signedOut],
      [{ error: 'consent_required' }, signedOut],
      [{ error: 'server_error' }, loginFailed],
      [{ error: '' }, loginFailed],
    ],
    'callback-rejected': [[{ reason: 'unknown-state' }, loginFailed]],
    'id-token-rejected': [
      [{ claim: 'exp', clockOffMs: 300_000 }, clock],
      [{ claim: 'iat', clockOffMs: -300_000 }, clock],
      [{ claim: 'nonce' }, loginFailed],
    ],
    'login-loop': [[{}, loginFailed]],
    'popup-blocked': [
      [{}, 'Your browser blocked the window for signing in. Please allow it, and try again.'],
    ],
    storage: [
      [{ area: 'login' }, 'Your browser stores nothing for this site. Please allow cookies and site data.'],
    ],
    forbidden: [[{}, 'You have no access to this page.']],
    'step-up-required': [[{ maxAge: 300 }, 'This needs you to sign in once more.']],
    configuration: [[{ option: 'clientId' }, unexpected]],
    'user-rejected': [[{}, unexpected]],
    'target-not-allowed': [[{ url: 'https://a.example/', reason: 'not-listed' }, unexpected]],
    'body-not-replayable': [[{ url: 'https://a.example/', status: 401 }, unexpected]],
    'dpop-nonce-refused': [[{ url: 'https://a.example/', reason: 'hidden' }, unexpected]],
    framed: [[{ page: 'login' }, unexpected]],
    'popup-closed': [[{}, undefined]],
    'login-abandoned': [[{}, undefined]],
    'revocation-refused': [[{ status: 503 }, undefined]],
  }

const every = Object.entries(cases).flatMap(([code, pairs]) =>
  pairs.map(([details, sentence]) => ({
    error: new AuthError(code as 'configuration', details as object, `${code} for developers`),
    told: JSON.stringify(details),
    sentence,
  })),
)

describe('an error of this library has a sentence for the person', () => {
  test.each(every)('$error.code $told', ({ error, sentence }) => {
    expect(messageFor(error)).toBe(sentence)
  })

  test.each(every.filter(({ sentence }) => sentence))(
    'in no word a term of OAuth: $sentence',
    ({ sentence }) => {
      expect(sentence).not.toMatch(/token|grant|authorization|client|redirect|callback|origin|server/i)
    },
  )

  test('also where another copy of the library has made it, and with a code that is not known here', () => {
    expect(messageFor({ name: 'AuthError', code: 'signed-out', details: {} })).toBe(signedOut)
    expect(messageFor({ name: 'AuthError', code: 'of-a-later-version', details: {} })).toBe(unexpected)
  })
})

describe('any other error', () => {
  test.each([
    ['what fetch rejects with where nothing can be reached', new TypeError('Failed to fetch'), unreachable],
    ['a call that took too long', new DOMException('too long', 'TimeoutError'), unreachable],
    ['a call that the app aborted', new DOMException('aborted', 'AbortError'), undefined],
    [
      'one made of an error of this library',
      new Error('x', { cause: new AuthError('signed-out', {}) }),
      signedOut,
    ],
    ['one made of what fetch rejects with', new Error('x', { cause: new TypeError('x') }), unreachable],
    ['one with a cause that is unknown', new Error('x', { cause: new RangeError('x') }), unexpected],
    [
      "what Angular's HttpClient has where nothing can be reached",
      { name: 'HttpErrorResponse', status: 0 },
      unreachable,
    ],
    ['an error of the app', new Error('The orders could not be loaded (503).'), unexpected],
    ['a text', 'no', unexpected],
    ['no error', undefined, undefined],
  ])('%s', (_, error, sentence) => {
    expect(messageFor(error)).toBe(sentence)
  })
})

test('errors that are the causes of each other end somewhere', () => {
  const one = new Error('one')
  one.cause = new Error('two', { cause: one })
  expect(messageFor(one)).toBe(unexpected)
})

describe('the sentences can be replaced', () => {
  const german: Partial<MessageTexts> = { signedOut: 'Bitte melden Sie sich an.' }

  test('one by one, and the others stay', () => {
    expect(messageFor(new AuthError('signed-out', {}), german)).toBe('Bitte melden Sie sich an.')
    expect(messageFor(new TypeError('x'), german)).toBe(unreachable)
  })

  test('where there is nothing to tell, nothing is told', () => {
    expect(messageFor(new AuthError('popup-closed', {}), german)).toBeUndefined()
  })
})
