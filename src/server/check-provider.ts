import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import type { Provider } from '../providers/provider.js'
import type { ServerProvider } from './options.js'
import { type ProxiedApi, readProxiedApi } from './proxied-api.js'
import { refuseUnknown } from './refuse-unknown.js'

export interface ResolvedProvider
  extends Omit<ServerProvider<never>, 'clientId' | 'clientSecret' | 'apis' | 'scope'> {
  readonly name: string
  readonly mode: 'mediated' | 'proxy' | 'exchange'
  readonly scope: readonly string[]
  readonly apis: readonly ProxiedApi[]
}

const knownOfProvider: Readonly<Record<keyof ServerProvider, 1>> = {
  provider: 1,
  clientId: 1,
  clientSecret: 1,
  mode: 1,
  scope: 1,
  offline: 1,
  params: 1,
  pageParams: 1,
  resources: 1,
  apis: 1,
  redirectUris: 1,
  refreshTokensInPage: 1,
  postLogoutRedirectUri: 1,
}

/** Checks the options of one provider, and fills in their defaults. */
export function checkProvider<Env>(
  name: string,
  configured: ServerProvider<Env>,
  origins: readonly string[],
): ResolvedProvider {
  const given = own(configured)
  const at = `providers.${name}`
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name) || name === 'api') {
    throw invalidOption(
      at,
      "a provider's name stands in URLs: small letters, digits and hyphens, and not 'api'",
    )
  }
  refuseUnknown(given, knownOfProvider, at)
  const { clientId, clientSecret, mode = 'mediated', apis = [], redirectUris = [] } = given
  const provider = ownProvider(given.provider)
  if (!provider.issuer || !provider.redirectRules)
    throw invalidOption(`${at}.provider`, "take one from 'hallpass/providers'")
  if (!clientId) throw invalidOption(`${at}.clientId`, `write the id that ${provider.name} gave this app`)
  if (!['mediated', 'proxy', 'exchange'].includes(mode))
    throw invalidOption(`${at}.mode`, "write 'mediated', 'proxy' or 'exchange'")
  if (!clientSecret && (mode !== 'exchange' || provider.tokenAuth !== 'none')) {
    // RFC 10017, sections 6.1.3.1 and 6.2.3.1: a confidential client.
    throw invalidOption(
      `${at}.clientSecret`,
      `write where ${provider.name}'s secret is found: (env) => ` +
        `env.${name.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`,
    )
  }
  const isAppleKey = typeof clientSecret === 'object'
  if (clientSecret && isAppleKey !== (provider.tokenAuth === 'apple-jwt')) {
    throw invalidOption(
      `${at}.clientSecret`,
      isAppleKey
        ? `${provider.name} has a plain secret: write where it is found`
        : `${provider.name} wants a signed one: write { teamId, keyId, privateKey: (env) => ` +
            'env.APPLE_PRIVATE_KEY }',
    )
  }
  if (mode === 'proxy' && apis.length === 0)
    throw invalidOption(`${at}.apis`, "list what the page may call: ['https://api.github.com']")
  if (mode !== 'proxy' && apis.length > 0)
    throw invalidOption(`${at}.apis`, "they are of mode: 'proxy'. Set it, or leave them out")
  if (mode === 'exchange') checkExchange(at, given, provider, origins)
  if (mode !== 'exchange' && (redirectUris.length > 0 || given.refreshTokensInPage !== undefined)) {
    throw invalidOption(
      `${at}.mode`,
      "redirectUris and refreshTokensInPage are of mode: 'exchange'. Leave them out",
    )
  }
  for (const parameter of [...Object.keys(given.params ?? {}), ...(given.pageParams ?? [])]) {
    if (reserved.test(parameter))
      throw invalidOption(`${at}.params`, `${parameter} is the library's to set; leave it out`)
  }
  // The ID Token is checked against `max_age`, so it has to be a number.
  if (!/^\d{0,9}$/.test(given.params?.max_age ?? '')) {
    throw invalidOption(`${at}.params`, 'max_age is a whole number of seconds, as a string of digits')
  }
  if (given.postLogoutRedirectUri !== undefined && !isSecureUrl(given.postLogoutRedirectUri)) {
    throw invalidOption(`${at}.postLogoutRedirectUri`, 'write an absolute https: URL')
  }
  const { scope = provider.scopes } = given
  return own<ResolvedProvider>({
    ...given,
    provider,
    name,
    mode,
    scope: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : scope,
    apis: apis.map((api) => readProxiedApi(api, `${at}.apis`)),
  })
}

function ownProvider(given: Provider): Provider {
  const { endpoints, dialect, offline, refresh, ...rest } = own(given)
  return own<Provider>({
    ...rest,
    refresh: own(refresh),
    ...(endpoints && { endpoints: own(endpoints) }),
    ...(dialect && { dialect: own(dialect) }),
    ...(offline && { offline: own(offline) }),
  })
}

function checkExchange<Env>(
  at: string,
  { redirectUris = [] }: ServerProvider<Env>,
  provider: Provider,
  origins: readonly string[],
): void {
  if (provider.pkce === 'none' || provider.responseMode) {
    // Without PKCE only the secret would protect the code, and in this mode the server part adds the secret
    // for anybody who has a code.
    throw invalidOption(
      `${at}.mode`,
      `${provider.name} binds its codes to nothing that only the page knows (PKCE): use mode: 'mediated'`,
    )
  }
  if (redirectUris.length === 0)
    throw invalidOption(`${at}.redirectUris`, "list the page's redirect URIs, exactly as they are registered")
  for (const uri of redirectUris) {
    if (!isSecureUrl(uri) || !origins.includes(new URL(uri).origin))
      throw invalidOption(`${at}.redirectUris`, `${uri} is no URL at one of 'origins'`)
  }
}

const reserved =
  /^(response_(type|mode)|client_(id|secret)|redirect_uri|scope|state|nonce|code_challenge(_method)?|request(_uri)?|returnTo)$/
