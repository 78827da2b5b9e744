import type { AuthErrorCode, AuthErrorDetails } from './error-details.js'

/** What happened, to what, and what to do, in words. */
export function explain<Code extends AuthErrorCode>(code: Code, details: AuthErrorDetails[Code]): string {
  return texts[code](details)
}

const texts: { readonly [Code in AuthErrorCode]: (details: AuthErrorDetails[Code]) => string } = {
  configuration: ({ option, reason, error, description }) =>
    [option && `${option}:`, error && `the server refused this client's request: ${said(error, description)}`, reason]
      .filter(Boolean)
      .join(' '),
  network: ({ endpoint }) =>
    `No answer from the ${endpoint}: offline, blocked, or it does not allow this origin to read its answer (CORS: Access-Control-Allow-Origin). Try again once that is mended; the session goes on.`,
  timeout: ({ endpoint }) => `The ${endpoint} did not answer in time. Try again; the session goes on.`,
  'server-unavailable': ({ endpoint, status, retryAfterMs }) =>
    `The ${endpoint} answered HTTP ${status}. Try again ${retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} s`}; the session goes on.`,
  'invalid-response': ({ endpoint, problem, status, reason }) =>
    `The ${endpoint} ${problems[problem]}${reason ? `: ${reason}` : ''}${status ? ` (HTTP ${status})` : ''}. The session goes on; is the endpoint's URL right, and nothing in between?`,
  'login-refused': ({ error, description }) =>
    `The authorization server answered the login with ${said(error, description)}. Sign in again.`,
  'callback-rejected': ({ reason }) =>
    `The answer to a login was not accepted: ${callbackProblems[reason]}. Sign in again.`,
  'grant-refused': ({ error, description, status }) =>
    `The token endpoint refused the grant: ${said(error || `HTTP ${status}, without a reason`, description)}. Sign in again.`,
  'id-token-rejected': ({ claim, clockOffMs }) =>
    `The ID Token was refused for its ${claim}.${
      clockOffMs === undefined
        ? ' It is not for this login, this client or this issuer.'
        : ` This device's clock seems ${seconds(Math.abs(clockOffMs))} ${clockOffMs < 0 ? 'behind' : 'ahead of'} the server's: set it, and sign in again.`
    }`,
  'user-rejected': ({ issues }) =>
    `The 'user' option did not accept the claims: ${issues?.join('; ')}. Change the schema, or ask for the scope that brings them.`,
  'signed-out': () =>
    'Nobody is signed in, or the person who made this call has signed out since. Sign in, with login().',
  'target-not-allowed': ({ url, reason }) =>
    `No token was sent to ${url}: ${reason === 'not-listed' && /%2f|%5c/i.test(url) ? encodedSlash : targetProblems[reason]}`,
  'body-not-replayable': ({ url, status }) =>
    `${url} answered ${status} and asks for another try, and the body was a stream, which has been read. The token is renewed: call again with a new stream.`,
  'step-up-required': ({ scope, acrValues, maxAge }) =>
    `The API wants more than this session has:${scope ? ` scope ${scope.join(' ')}` : ''}${acrValues ? ` acr ${acrValues.join(' ')}` : ''}${
      maxAge === undefined ? '' : ` a login less than ${maxAge} s ago`
    }. Hand error.details to login().`,
  storage: ({ area }) =>
    area === 'login'
      ? 'This browser stores nothing for this page (sessionStorage), so the way back from a login would find nothing. Allow site data, and sign in again.'
      : area === 'dpop'
        ? 'This browser keeps no keys for this page (IndexedDB), so tokens could be bound to none. Allow site data, and try again.'
        : `This browser does not store or read the session (remember: '${area}'): the session lives until this page is left, and what could not be read is asked for again.`,
  'dpop-nonce-refused': ({ url, reason }) =>
    reason === 'hidden'
      ? `${url} wants a nonce in the DPoP proof, and this page may not read which: let the server send 'Access-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate'.`
      : `${url} refused the nonce that it had just asked for. Do all machines behind it know each other's nonces?`,
  'dpop-key-lost': () =>
    'This browser has lost the key that the tokens of this session are bound to, so they are of no use any more. Sign in again.',
  'popup-blocked': () =>
    'The browser opened no window. Call loginWithPopup() in the handler of a click, before anything is awaited; or use login().',
  'popup-closed': () => 'The window to sign in with was closed. Sign in again.',
  'login-loop': () =>
    'Three logins within 30 seconds that nobody clicked for: stopped. Something ends the session right after the login; look at the errors before this one, and at what the API answers.',
  'login-abandoned': () =>
    'The page did not leave for the authorization server, or came back without a login. Sign in again.',
}

function said(error: string, description: string | undefined): string {
  return description ? `${error} (${description})` : error
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}

const problems = {
  redirect: 'redirects, and a request with a code or a token in it follows no redirect',
  'too-long': 'sent an answer without end',
  'not-json': 'answered with something else than JSON: an error page, or the sign-in page of the network',
  malformed: 'sent an answer that cannot be used',
} as const

const callbackProblems = {
  'unknown-state':
    'it belongs to no login of this tab. It was used already, or began in another tab or on another origin',
  expired: 'it took too long',
  malformed: 'it has a parameter twice, or both a code and an error',
  'wrong-issuer': 'another authorization server sent it',
  'missing-issuer': 'it does not say which authorization server sent it, which this one always does',
} as const

const encodedSlash =
  'it has an encoded slash in its path, which is a slash to some servers and none to others. Write it in another way, or use plain fetch.'

const targetProblems = {
  'not-listed': "it is not in 'apis'. List its origin there, or use plain fetch.",
  redirect:
    'it redirects, which could carry the token, or a proof of it, to where it must not go. Call the final URL; without DPoP, listing the whole origin helps, too.',
  'no-cors': "in mode 'no-cors' the browser drops the header. Let the API allow this origin (CORS).",
  'own-authorization': 'the request has an Authorization header of its own. Leave it out, or use plain fetch.',
} as const
