import type { AuthErrorCode, AuthErrorDetails } from './error-details.js'

export { clean } from './protocol/raw-answer.js'

// This text is repeated and not imported: a file that this lazily loaded one shares with the core would
// become a chunk of its own.
const ownScript = "rest of this library's script"

/**
 * Where the documents are on the web, without a slash at the end: the one place that says so. Empty: nowhere
 * yet, so that no text names a page.
 */
const documentsAddress: string = ''

/**
 * The text of an error: what happened, to what, and what to do; and where its page is, once the documents
 * have an address.
 */
export function textOf<Code extends AuthErrorCode>(
  code: Code,
  details: AuthErrorDetails[Code],
  address: string = documentsAddress,
): string {
  const text = texts[code](details)
  return address ? `${text} ${errorPage(code, address)}` : text
}

/** The page about an error: on the web, or in this package. */
export function errorPage(code: AuthErrorCode, address: string = documentsAddress): string {
  return address ? `${address}/errors/${code}` : `docs/errors/${code}.md`
}

/** A failed revocation is not tried again: nothing is kept that it could be tried with. */
function afterFailure(endpoint: string, when?: string): string {
  if (endpoint !== 'revocation endpoint') return `Try again${when ? ` ${when}` : ''}.`
  return (
    'The session is forgotten here all the same, and its tokens are not kept for another try: they may ' +
    'work until they end. A sign-out at the server, once it can be reached, may end them.'
  )
}

const texts: { readonly [Code in AuthErrorCode]: (details: AuthErrorDetails[Code]) => string } = {
  configuration: ({ option, reason, error, description, urls }) =>
    [
      option && `${option}:`,
      error && `the server refused this client's request: ${said(error, description)}.`,
      reason ? `${reasonText(reason, urls)}.` : error && whatToChange(error, description),
    ]
      .filter(Boolean)
      .join(' '),
  network: ({ endpoint, urls }) =>
    endpoint === ownScript
      ? 'A script of this page, the rest of Hallpass, could not be loaded: offline, or a new release of ' +
        'the app has replaced it. Try again, or reload the page.'
      : `No answer from the ${at(endpoint, urls)}: offline, blocked, or it does not allow this origin to ` +
        'read its answer (CORS: Access-Control-Allow-Origin). ' +
        afterFailure(endpoint, 'once that is mended'),
  timeout: ({ endpoint, urls }) =>
    `The ${at(endpoint, urls)} did not answer in time. ${afterFailure(endpoint)}`,
  'silent-unanswered': ({ timeoutMs, localNetworkAccess }) =>
    [
      `The hidden frame did not come back from the authorization server within ${timeoutMs} ms.`,
      'Likely it shows a sign-in page, the server refuses to be framed (X-Frame-Options,',
      'frame-ancestors), or the browser gives it no cookies in a frame (third-party cookies).',
      localNetworkAccess && localNetworkText(localNetworkAccess),
      'Trying again does not help: sign in with login(), or use',
      "start({ require: { prompt: 'none' } }), which needs no frame.",
    ]
      .filter(Boolean)
      .join(' '),
  'server-unavailable': ({ endpoint, status, retryAfterMs, error, description, urls }) => {
    const answer = error || description ? `: ${said(error, description)}` : ''
    const when = retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} s`
    return `The ${at(endpoint, urls)} answered HTTP ${status}${answer}. ${afterFailure(endpoint, when)}`
  },
  'invalid-response': ({ endpoint, problem, status, reason, urls }) => {
    const why = `${reason ? `: ${reasonText(reason)}` : ''}${status ? ` (HTTP ${status})` : ''}`
    const what = `The ${at(endpoint, urls)} ${problems[problem]}${why}.`
    return `${what} Is its URL right, and nothing in between? Try again.`
  },
  'login-refused': ({ error, description }) =>
    `The authorization server answered the login with ${said(error, description)}. Sign in again.`,
  'callback-rejected': ({ reason }) =>
    `The answer to a login was not accepted: ${callbackProblems[reason]}. Sign in again.`,
  'grant-refused': ({ error, description, status }) => {
    const answer = said(error || `HTTP ${status}, without a reason`, description)
    return `The token endpoint refused the grant: ${answer}. Sign in again.`
  },
  'revocation-refused': ({ status, error, description }) =>
    `The server did not revoke the grant of this session: ${revocationAnswer(status, error, description)}. ` +
    'This browser has forgotten the session, but its tokens may work until they end. May this client ' +
    'revoke them there?',
  'id-token-rejected': ({ claim, clockOffMs = 0 }) => {
    const why = times[claim] ?? 'it is not for this login, this client or this issuer'
    return `The ID Token was refused for its ${claim}: ${why}. ${whatToDoAboutClaim(claim, clockOffMs)}`
  },
  'user-rejected': ({ issues }) =>
    `The 'user' option did not accept the claims: ${issues?.join('; ')}. Change the schema, or ask for ` +
    'the scope that brings them.',
  'signed-out': () =>
    'Nobody is signed in, or the person who made this call has signed out since. Sign in, with login().',
  forbidden: () =>
    "This person may not see this page: the guard's 'allow' said no. Show a page that says so. " +
    "login({ prompt: 'login' }) is for another account.",
  'target-not-allowed': ({ url, reason }) =>
    `No token was sent to ${url}: ` +
    `${reason === 'not-listed' && /%2f|%5c/i.test(url) ? encodedSlash : targetProblems[reason]}`,
  'body-not-replayable': ({ url, status }) =>
    `${url} answered ${status} and asks for another try, and the body was a stream, which has been read. ` +
    'The token is renewed: call again with a new stream.',
  'step-up-required': ({ scope, acrValues, maxAge }) => {
    const wanted = [
      scope && ` scope ${scope.join(' ')}`,
      acrValues && ` acr ${acrValues.join(' ')}`,
      maxAge !== undefined && ` a login less than ${maxAge} s ago`,
    ]
    const list = wanted.filter(Boolean).join('')
    return `The API wants more than this session has:${list}. Hand error.details to login().`
  },
  storage: ({ area }) => storageText(area),
  'dpop-nonce-refused': ({ url, reason }) =>
    reason === 'hidden'
      ? `${url} wants a nonce in the DPoP proof, and this page may not read which: let the server send ` +
        "'Access-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate'."
      : `${url} refused the nonce that it had just asked for. Do all machines behind it know each ` +
        "other's nonces?",
  'dpop-key-lost': () =>
    'This browser has lost the key that the tokens of this session are bound to, so they are of no use ' +
    'any more. Sign in again.',
  'popup-blocked': () =>
    'The browser opened no window. Call loginWithPopup() in the handler of a click, before anything is ' +
    'awaited; or use login().',
  'popup-closed': () => 'The window to sign in with was closed. Sign in again.',
  'login-loop': ({ unanswered = 0 }) =>
    'Three logins within 30 seconds that nobody clicked for: stopped. ' +
    (unanswered ? leftAgain(unanswered) : endsAgain),
  framed: ({ page }) =>
    page === 'login'
      ? 'This page is in a frame, and authorization servers refuse to be shown in one (X-Frame-Options, ' +
        'frame-ancestors), so login() did not leave. Use loginWithPopup(), or open the app in a window of ' +
        'its own: window.open(location.href).'
      : 'Signed out here. This page is in a frame, in which the authorization server refuses to be shown, ' +
        "so the server's own session goes on. Call logout() in a window of its own, or " +
        'logout({ everywhere: false }).',
  'login-abandoned': () =>
    'The page did not leave for the authorization server, or came back without a login. Sign in again.',
}

const endsAgain =
  'Something ends the session right after the login; look at the errors before this one, and at what the ' +
  'API answers.'

function leftAgain(unanswered: number): string {
  return (
    `Of the two before, ${unanswered} had no answer: the person left the server's page, with Back or ` +
    'Cancel, or the answer did not come back to this tab. Let the person sign in with a click.'
  )
}

function localNetworkText(permission: string): string {
  return (
    'Or the browser did not let it come back to this host, which is in the local network: the permission ' +
    `for Local Network Access is '${permission}'.`
  )
}

function revocationAnswer(status?: number, error?: string, description?: string): string {
  if (status === undefined) return 'what it answered is in the audit events of the server part'
  return `HTTP ${status}${error ? `, ${said(error, description)}` : ''}`
}

function whatToDoAboutClaim(claim: string, clockOffMs: number): string {
  if (!isClock(claim)) return 'Sign in again.'
  if (Math.abs(clockOffMs) <= 60_000)
    return "Compare this device's clock with the server's, and sign in again."
  const off = `${seconds(Math.abs(clockOffMs))} ${clockOffMs < 0 ? 'behind' : 'ahead of'}`
  return `This device's clock seems ${off} the server's: set it, and sign in again.`
}

function storageText(area: string): string {
  switch (area) {
    case 'login':
      return (
        'This browser stores nothing for this page (sessionStorage), so the way back from a login would ' +
        'find nothing. Allow site data, and sign in again.'
      )
    case 'dpop':
      return (
        'This browser keeps no keys for this page (IndexedDB), so tokens could be bound to none. Allow ' +
        'site data, and try again.'
      )
    default:
      return (
        `This browser does not store or read the session (remember: '${area}'): the session lives until ` +
        'this page is left, and what could not be read is asked for again.'
      )
  }
}

/** The text for a `reason`: one of the words below, with what it is about; any other reason is a text. */
export function reasonText(reason: string, urls: readonly string[] = []): string {
  const [, word = '', about = ''] = /^([a-z-]+)(?:: (.*))?$/s.exec(reason) ?? []
  const text = Object.hasOwn(reasons, word) && reasons[word]
  return text ? text(about, urls) : reason
}

const boundTokensOnly =
  "only tokens that are bound to a key: add dpop: dpop(), from 'hallpass/dpop', to this client"

const refreshTokenWanted = "Add 'offline_access' to the scope, or what this server wants for a refresh token"

const lookAtIssuer = 'Look at the issuer again, realm or tenant included'

const reasons: Readonly<Record<string, (about: string, urls: readonly string[]) => string>> = {
  'no-page': () => 'there is no page here: this is a server or a worker. Call it in the browser',
  'insecure-page': () => 'this page is not a secure context; serve it over https:, or from localhost',
  'other-origin': (redirectUri) => `redirectUri: ${redirectUri} is on another origin than this page`,
  environment: (name) =>
    `a function of this environment failed (${name}): is its WebCrypto that of a browser or of Node?`,
  unlisted: (resource) => `'${resource}' is in none of them`,
  'not-renewable': () => `the server gave no refresh token, so nothing can be renewed. ${refreshTokenWanted}`,
  'no-refresh-token': (token) =>
    `the server gave no refresh token, and '${token}' needs a token of its own. ${refreshTokenWanted}`,
  'answer-back': () =>
    'the answer to the login is in the address bar again: a router had read the URL before start() took ' +
    'the answer out of it, and has written it back. Call start() before the router is made (SvelteKit: in ' +
    'src/hooks.client.ts), or, where no code of yours runs before the router (Next), call start() with ' +
    'onReturn. See node_modules/hallpass/docs/guides/routers.md',
  'other-login': (claims) =>
    `the ID Token of a renewal has another ${claims} than the login's, which the server should not ` +
    'change (OpenID Connect Core, section 12.2). The person has probably signed in again in another tab. ' +
    'The session goes on with what the login said',
  'bound-tokens-only': () => `This server issues ${boundTokensOnly}`,
  'bound-tokens-only-at': (api) => `${api} takes ${boundTokensOnly}, and leave out dpop: false for this API`,
  'hidden-challenge': (answered) =>
    `${answered}, and no WWW-Authenticate header that says why can be read here. If it sends one, let it ` +
    "send 'Access-Control-Expose-Headers: WWW-Authenticate', too; with DPoP also DPoP-Nonce",
  'server-part': () => 'Look at the log of the server part, and at its options',
  'no-metadata': (answers, urls) => {
    const documents = answers.split(', ').map((answer, index) => `${urls[index]} ${answered(answer)}`)
    return `there is no metadata: ${documents.join(', and ')}. ${lookAtIssuer}`
  },
  'no-issuer': (_, urls) => `${given(urls)} names no issuer, so it is no metadata. ${lookAtIssuer}`,
  'other-issuer': (issuer, urls) =>
    `${given(urls)} is the metadata of '${issuer}'. If that is yours, write it exactly so`,
  'insecure-endpoint': (name, urls) => `${given(urls)} has a ${name} that is not an https: URL`,
  'private-endpoint': (name, urls) =>
    `${given(urls)} has a ${name} that is on no public host, or on this page's own`,
  'no-endpoint': (_, urls) => `${given(urls)} lacks an authorization or a token endpoint`,
  'no-userinfo': (issuer) =>
    `${issuer} has no userinfo endpoint in its metadata, so nobody says who signed in`,
  'no-subject': () => 'the person has no sub of 1 to 255 ASCII characters',
  'too-deep': () => 'nested too deeply',
}

function given([url = 'what was given']: readonly string[]): string {
  return url
}

/** What a URL answered that has no metadata, by its HTTP status. */
function answered(status: string): string {
  if (status === 'no answer') return 'gave no answer that this page can read'
  if (status === '0') return 'redirects'
  return /^4/.test(status) ? `answered HTTP ${status}` : 'answered with something else than metadata'
}

function said(error: string | undefined, description: string | undefined): string {
  return error && description ? `${error} (${description})` : (error ?? description ?? '')
}

function at(endpoint: string, urls: readonly string[] | undefined): string {
  return urls?.length ? `${endpoint} at ${urls.join(' and ')}` : endpoint
}

/** What a developer changes after this `error` of a server. */
export function whatToChange(error: string, description = ''): string {
  if (/\bpushed\b|\bPAR\b/i.test(description))
    return 'Set pushed: true, which makes the request in the way it wants (RFC 9126).'
  if (/dpop/i.test(`${error} ${description}`))
    return /\b(iat|nbf|exp|time|clock|recent|expired|future|old)\b/i.test(description) ? dpopClock : dpopProof
  return changes.find(([pattern]) => pattern.test(error))?.[1] ?? changeRegistration
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}

const problems = {
  redirect: 'redirects, and what is asked there follows no redirect',
  'too-long': 'sent an answer without end',
  'not-json': 'answered with something else than JSON: an error page, or the sign-in page of the network',
  malformed: 'sent an answer that cannot be used',
} as const

const changeRegistration = "Compare this client's options with its registration at the server."

const dpopClock =
  "The proof has the time of this device's clock: set it. A server that exposes its Date header " +
  '(Access-Control-Expose-Headers: Date) lets a wrong clock be corrected.'

const dpopProof =
  "If this client has no option dpop, add dpop: dpop(), from 'hallpass/dpop'. If it has, compare this " +
  "device's clock with the server's: the proof has its time."

const changes: readonly (readonly [RegExp, string])[] = [
  [
    /redirect_uri/,
    "Register the redirect URI exactly as it is sent: the option 'redirectUri', to the letter.",
  ],
  [
    /scope/,
    "Ask only for what is registered for this client: the scopes in 'scope', in 'apis' and in login().",
  ],
  [
    /target/,
    "Write each 'resource' and 'audience' of 'apis' as the server knows it, and allow this client to " +
      'use it there.',
  ],
  [
    /client/,
    "Compare 'clientId' and 'issuer' with the registration, which is to be a public client with PKCE, " +
      'the grant types authorization_code and refresh_token, and no secret.',
  ],
]

const times: Readonly<Record<string, string>> = {
  signature: 'it is not signed with a key that this issuer publishes',
  alg: 'it is signed with an algorithm that is not allowed here',
  exp: 'it has expired, by the clock of this device',
  iat: 'it is issued in the future, by the clock of this device',
  nbf: 'it is not valid yet, by the clock of this device',
  auth_time:
    'the person signed in at the server longer ago than maxAge allows, and it did not ask them again',
}

function isClock(claim: string): boolean {
  return /^(exp|iat|nbf)$/.test(claim)
}

const callbackProblems = {
  'unknown-state':
    'it belongs to no login of this tab. It was used already, or began in another tab or on another origin',
  expired: 'it took too long',
  malformed: 'it has a parameter twice, or both a code and an error, or neither',
  'wrong-issuer': 'another authorization server sent it',
  'missing-issuer': 'it does not say which authorization server sent it, which this one always does',
  'wrong-redirect-uri':
    'it came to another page than the redirect URI of its login, and does not say which authorization ' +
    'server sent it. Let the host answer the redirect URI itself, or configure and register the URL ' +
    'that it redirects to',
  unsigned: 'it is not signed by this authorization server, for this client and this login, and just now',
} as const

const encodedSlash =
  'it has an encoded slash in its path, which is a slash to some servers and none to others. Write it ' +
  'in another way, or use plain fetch.'

const targetProblems = {
  'not-listed': "it is not in 'apis'. List its origin there, or use plain fetch.",
  redirect:
    'it redirects, which could carry the token, or a proof of it, to where it must not go. Call the ' +
    'final URL; without DPoP, listing the whole origin helps, too.',
  'no-cors': "in mode 'no-cors' the browser drops the header. Let the API allow this origin (CORS).",
  'own-authorization':
    'the request has an Authorization header of its own. Leave it out, or use plain fetch.',
} as const
