import { own } from '../own.js'
import { authorizationParameters, createLoginSecrets, withParameters } from '../protocol/authorization.js'
import { checkRedirectUri } from '../providers/check-redirect-uri.js'
import { leave } from './answers.js'
import type { Call } from './call.js'
import { currentLoginText, readCurrentLogin } from './current-login.js'
import { saveLogin } from './login-cookie.js'
import { Refusal } from './refusal.js'
import { safeReturnTo } from './return-to.js'
import { octetsOfSessions } from './room.js'

/**
 * The parameters that a page may add to a login (OpenID Connect Core, section 3.1.2.1). All others are
 * configured here.
 */
const pageParameters = ['prompt', 'login_hint', 'acr_values', 'max_age', 'ui_locales']

/**
 * Sends a person to the provider with a `state`, a `nonce` and a PKCE challenge, whose counterparts are in a
 * cookie of this browser.
 */
export async function login(call: Call): Promise<Response> {
  const { provider, url, clientId } = call
  const redirectUri = callbackUri(call)
  checkRedirectUri(provider.provider, redirectUri)
  const { scope, params } = readParameters(call)
  const { server, dialect } = await call.protocolDeps()
  const secrets = createLoginSecrets('')
  const { responseMode, pkce } = provider.provider
  const offline = offlineOf(provider)
  const asked = { ...provider.provider.params, ...offline?.params, ...provider.params, ...params }
  const { max_age: maxAge } = own(asked)
  const { code_challenge, code_challenge_method, ...parameters } = await authorizationParameters(
    secrets,
    scope.join(' '),
    {
      ...asked,
      prompt: promptOf(own(offline?.params).prompt, params.prompt ?? own(provider.params).prompt),
      client_id: clientId,
      redirect_uri: redirectUri,
      response_mode: responseMode,
    },
    dialect,
  )
  const all = {
    ...parameters,
    ...(pkce !== 'none' &&
      code_challenge &&
      code_challenge_method && { code_challenge, code_challenge_method }),
  }
  const asConfigured = scope.join(' ') === configuredScope(call).join(' ')
  const others = octetsOfSessions(call, (what) => what.split('.')[0] === provider.name)
  const current = readCurrentLogin(call)
  await saveLogin(call, {
    ...secrets,
    returnTo: safeReturnTo(call, url.searchParams.get('returnTo')),
    ...(!asConfigured && { scope: scope.join(' ') }),
    ...(maxAge && { maxAge: Number(maxAge) }),
    ...(others && { others }),
    ...(responseMode === 'form_post' && current && { current: currentLoginText(current) }),
  })
  call.audit({ type: 'login-started', provider: provider.name })
  return leave(withParameters(server.authorization_endpoint, dialect?.authorization?.(all) ?? all))
}

/**
 * The redirect URI: the same text each time, since it is registered at the provider (RFC 9700, section
 * 4.1.3), and a different one for each provider (section 4.4.2.2).
 */
export function callbackUri({ origin, server, provider }: Call): string {
  return `${origin}${server.basePath}/${provider.name}/callback`
}

/** How to ask for a refresh token, unless nobody wants one. */
function offlineOf({ offline = true, provider }: Call['provider']): Call['provider']['provider']['offline'] {
  return offline ? provider.offline : undefined
}

/**
 * Google issues a refresh token only together with a consent. The prompt that the page wants is therefore
 * added to `consent`, and does not replace it (OpenID Connect Core, section 3.1.2.1).
 */
function promptOf(forOffline: string | undefined, asked: string | undefined): string | undefined {
  if (!asked || !forOffline || asked === 'none') return asked ?? forOffline
  return [...new Set([...asked.split(' '), ...forOffline.split(' ')])].join(' ')
}

/** What a login asks for, unless the page asks for less. */
export function configuredScope({ provider }: Call): readonly string[] {
  const { scope } = own(offlineOf(provider))
  return scope && !provider.scope.includes(scope) ? [...provider.scope, scope] : provider.scope
}

function readParameters(call: Call): {
  readonly scope: readonly string[]
  readonly params: Readonly<Record<string, string>>
} {
  const { provider } = call
  const { searchParams } = call.url
  const most = configuredScope(call)
  const allowed = [...pageParameters, ...(provider.pageParams ?? [])]
  const params: [string, string][] = []
  const seen = new Set<string>()
  let scope = most
  for (const [name, value] of searchParams) {
    if (seen.has(name)) throw new Refusal(400, 'invalid_request', 'A parameter of the login is there twice.')
    seen.add(name)
    if (name === 'returnTo') continue
    if (name === 'scope') scope = value.split(' ').filter(Boolean)
    else if (allowed.includes(name)) params.push([name, value])
    else
      throw new Refusal(
        400,
        'invalid_request',
        "A parameter of the login is not in 'pageParams' of the server part.",
      )
  }
  if (!scope.every((word) => most.includes(word))) {
    throw new Refusal(400, 'invalid_scope', "A scope of the login is not in 'scope' of the server part.")
  }
  const asked = searchParams.get('max_age')
  if (asked !== null && !/^\d{1,9}$/.test(asked))
    throw new Refusal(400, 'invalid_request', 'max_age is no number of seconds.')
  return { scope, params: own(Object.fromEntries(params)) }
}
