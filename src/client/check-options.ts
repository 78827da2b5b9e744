import { checkNumber } from '../check-number.js'
import { type Api, asApi, readTargets } from '../fetch/targets.js'
import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { joinWords } from '../protocol/join-words.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import type { Remember } from '../session/record-store.js'
import { checkParameters } from './check-parameters.js'
import type { ClientOptions } from './options.js'

/** The options of a client after their check, with their defaults filled in. */
export interface Settings<User> extends ClientOptions<User> {
  readonly issuerName: string
  /** The scopes that a login asks for: those of this client and of its APIs. */
  readonly scopeText: string
  readonly apis: readonly Api[]
  readonly remember: Remember
  readonly timeoutMs: number
}

const known: Readonly<Record<keyof ClientOptions, 1>> = {
  issuer: 1,
  clientId: 1,
  redirectUri: 1,
  scope: 1,
  apis: 1,
  onChallenge: 1,
  otherUrls: 1,
  remember: 1,
  user: 1,
  params: 1,
  profile: 1,
  dialect: 1,
  server: 1,
  dpop: 1,
  signatures: 1,
  pushed: 1,
  postLogoutRedirectUri: 1,
  onReturn: 1,
  onEvent: 1,
  timeoutMs: 1,
  effects: 1,
}

/**
 * Checks the options of `createClient`, and fills in their defaults.
 *
 * @throws {AuthError} `configuration`, for an option that cannot work.
 */
export function checkOptions<User>(given: ClientOptions<User>): Settings<User> {
  const options = own(given)
  const { clientId, scope = 'openid', apis: listed = [], remember = 'tab', timeoutMs = 10_000 } = options
  const issuer = typeof options.issuer === 'object' ? own(options.issuer) : options.issuer
  for (const name of Object.keys(options)) {
    if (/secret/i.test(name))
      throw invalidOption(name, 'a page can keep no secret: register a public client and leave it out')
    if (!Object.hasOwn(known, name))
      throw invalidOption(name, `there is no such option; there are ${Object.keys(known).join(', ')}`)
  }
  const issuerName = typeof issuer === 'string' ? issuer : (issuer?.issuer ?? '')
  if (!isSecureUrl(issuerName) || new URL(issuerName).search) throw invalidOption('issuer', urlNeeded)
  if (typeof clientId !== 'string' || !clientId)
    throw invalidOption('clientId', 'write the id that the server gave this app')
  for (const name of ['redirectUri', 'postLogoutRedirectUri'] as const) {
    if (options[name] !== undefined && !isSecureUrl(options[name])) throw invalidOption(name, urlNeeded)
  }
  if (!['page', 'tab', 'browser'].includes(remember))
    throw invalidOption('remember', "write 'page', 'tab' or 'browser'")
  if (options.dpop && !own(options.dpop).createProver)
    throw invalidOption('dpop', "write dpop(), from 'hallpass/dpop'")
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  if (!Array.isArray(listed)) throw invalidOption('apis', "write a list: ['https://api.example.com']")
  const apis = (listed as NonNullable<ClientOptions['apis']>).map(asApi)
  // The APIs are checked now, and read again once there is a page, whose origin a path alone belongs to.
  readTargets(apis, 'https://page.invalid')
  checkParameters(options.params)
  const { server, dialect, dpop, effects } = options
  return own<Settings<User>>({
    ...options,
    issuer,
    ...(typeof server === 'object' && { server: own(server) }),
    ...(dialect && { dialect: own(dialect) }),
    ...(dpop && { dpop: own(dpop) }),
    ...(effects && { effects: own(effects) }),
    issuerName,
    scopeText: joinWords(scope, ...apis.map((api) => api.scope)),
    apis,
    remember,
    timeoutMs,
  })
}

const urlNeeded =
  "write an absolute https: URL without query or fragment, 'https://login.example.com' (http: on " +
  'localhost only)'
