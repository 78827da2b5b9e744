import { parseReturnUrl } from '../protocol/return-url.js'
import { isLoginState } from './login-state.js'

/**
 * Parameters of an authorization response (RFC 6749, section 4.1.2; RFC 9207; OpenID Connect Session
 * Management).
 */
const answerParameters = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
  'response',
]

const maxCharacters = 8192

/**
 * The `state` that makes this URL the answer to a login of this library. Every other URL is left to the app.
 */
export function loginStateOf(url: URL): string | undefined {
  return stateIn(answerIn(url))
}

/**
 * The parameters of the answer to a login: those of the query, or those of the fragment, where some servers
 * put the answer unasked.
 */
export function answerIn({ searchParams, hash }: URL): URLSearchParams {
  const fragment = new URLSearchParams(hash.slice(1))
  return stateIn(searchParams) === undefined && stateIn(fragment) !== undefined ? fragment : searchParams
}

function stateIn(parameters: URLSearchParams): string | undefined {
  return parameters.getAll('state').find(isLoginState)
}

/**
 * The same URL without the answer to a login. The rest of the query stays as it was written, to the letter.
 */
export function withoutAnswer(url: URL): string {
  const clean = new URL(url)
  const part = answerIn(url) === url.searchParams ? 'search' : 'hash'
  const pairs = url[part].slice(1).split('&')
  clean[part] = pairs.filter((pair) => !isAnswerPair(pair)).join('&')
  return clean.href
}

function isAnswerPair(pair: string): boolean {
  return [...new URLSearchParams(pair).keys()].some(isAnswerParameter)
}

export function isAnswerParameter(name: string): boolean {
  return answerParameters.includes(name)
}

/**
 * Where to lead a person after a login: a URL on this origin, unchanged except that the answer to a login is
 * removed; for every other value the redirect URI.
 */
export function safeReturnUrl(returnTo: unknown, redirectUri: string): string {
  const url = parseReturnUrl(returnTo, redirectUri, [new URL(redirectUri).origin], maxCharacters)
  if (!url) return redirectUri
  return loginStateOf(url) === undefined ? url.href : withoutAnswer(url)
}

/**
 * Are these two addresses of one page? Static hosts answer `/callback` with a redirect to `/callback/`, and
 * `/callback.html` with one to `/callback`.
 */
export function isSamePage(one: string, other: string): boolean {
  return pageOf(one) === pageOf(other)
}

/** The address of a page, however a static host spells its path. */
export function pageOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/(\/index\.html|\.html)?\/*$/, '')
}
