import { invalidOption } from '../invalid-option.js'
import { defined, own } from '../own.js'
import type { Dialect } from '../protocol/dialect.js'
import type { ServerMetadata } from '../protocol/metadata.js'
import { checkRedirectUri } from './check-redirect-uri.js'
import { type ProfileLogin, readProviderProfile } from './profile.js'
import type { Provider, ProviderClaims, ProviderUser } from './provider.js'
import { toProviderUser } from './user.js'

/**
 * What every preset takes. What else `createClient` takes is written beside it: `createClient({ ...github({ …
 * }), apis })`.
 */
export interface PresetOptions<Scope extends string = string> {
  /** This app's name there, from the provider's console. */
  readonly clientId: string
  /**
   * Where the server part is mounted, `/oauth`: it keeps what a page cannot keep. Needed for some providers,
   * and possible for all; the page then goes through `/oauth/{provider}`. With `{ url, mode: 'exchange' }` it
   * adds the secret to the page's own code exchange and does nothing more.
   */
  readonly server?: string | { readonly url: string; readonly mode?: 'exchange' }
  /**
   * Where the provider sends people back to; registered there. Checked against what this provider registers.
   */
  readonly redirectUri?: string
  /** In place of the provider's default. Names that are not known here are fine. */
  readonly scope?: readonly (Scope | (string & {}))[]
  /**
   * Ask for a refresh token the way this provider wants to be asked. Default: only where it gives one
   * unasked.
   */
  readonly offline?: boolean
  /**
   * More parameters for each authorization request; they win over the preset's own. The same as the client's
   * `params`.
   */
  readonly params?: Readonly<Record<string, string>>
}

/** The options of `createClient` that a preset knows. */
export interface Preset {
  /** The provider's issuer URL, whose metadata is discovered, or the metadata itself. */
  readonly issuer: string | ServerMetadata
  /** This app's client id at the provider. */
  readonly clientId: string
  /** The scopes that a login asks for. */
  readonly scope: readonly string[]
  /** Where the provider sends people back to. Default: that of `createClient`. */
  readonly redirectUri?: string
  /**
   * More parameters of each authorization request: those of the options, and those of the provider unless a
   * server part that signs people in adds them.
   */
  readonly params?: Readonly<Record<string, string>>
  /** What the provider does otherwise than RFC 6749 says. Default: nothing. */
  readonly dialect?: Dialect
  /** Asks the provider who the person is, after each login. Default: the claims of the ID Token say it. */
  readonly profile?: (login: ProfileLogin) => Promise<ProviderClaims>
  /** Makes the `ProviderUser` of the claims, which has the same shape for every provider. */
  readonly user: (claims: Readonly<Record<string, unknown>> & { readonly sub?: string }) => ProviderUser
  /** Where the server part serves this provider, and whether it only adds the client secret (`exchange`). */
  readonly server?: string | { readonly url: string; readonly mode?: 'exchange' }
}

/**
 * The options of a client for this provider.
 *
 * @throws {AuthError} `configuration`, for what the provider would refuse, with its reason.
 */
export function presetOf<Scope extends string>(
  described: Provider<Scope>,
  given: PresetOptions<Scope>,
): Preset {
  const [provider, options] = [own(described), own(given)]
  const { clientId, server, redirectUri, offline = false } = options
  const { name } = provider
  if (typeof clientId !== 'string' || !clientId) {
    throw invalidOption('clientId', `write the id that ${name} gave this app`)
  }
  if ('clientSecret' in options) {
    throw invalidOption(
      'clientSecret',
      "a page can keep no secret: it belongs into the server part's environment",
    )
  }
  if (provider.mode === 'server' && server === undefined) {
    throw invalidOption(
      'server',
      `${name} needs a server part: ${provider.needsServer}. Mount one, and write where: server: '/oauth'`,
    )
  }
  if (offline && !provider.offline) {
    const reason =
      provider.refresh.tokens === 'none' ? 'has no refresh tokens' : 'gives refresh tokens unasked'
    throw invalidOption('offline', `${name} ${reason}; leave it out`)
  }
  if (redirectUri !== undefined) checkRedirectUri(provider, redirectUri)
  const extra = offline && provider.offline ? own(provider.offline) : undefined
  // A server part that signs in adds what the provider wants by itself, and takes nothing of that from a
  // page.
  const brought = isMediated(server) ? {} : { ...provider.params, ...extra?.params }
  const params = { ...brought, ...options.params }
  return defined<Preset>({
    issuer: metadataOf(provider),
    clientId,
    scope: [...(options.scope ?? provider.scopes), ...(extra?.scope ? [extra.scope] : [])],
    redirectUri,
    params: Object.keys(params).length > 0 ? params : undefined,
    dialect: dialectOf(provider),
    profile: provider.profile && readProviderProfile(provider.profile),
    user: toProviderUser,
    server: server === undefined ? undefined : partOf(provider, server),
  })
}

/** Does a server part sign people in, rather than this page? */
export function isMediated(server: PresetOptions['server']): boolean {
  return server !== undefined && (typeof server === 'string' || own(server).mode !== 'exchange')
}

/** Where the server part has this provider. */
function partOf(
  { id, name, pkce }: Provider,
  server: NonNullable<PresetOptions['server']>,
): NonNullable<Preset['server']> {
  const at = (url: string): string => `${url.replace(/\/$/, '')}/${id}`
  if (typeof server === 'string') return at(server)
  const part = own(server)
  if (part.mode === 'exchange' && pkce === 'none') {
    throw invalidOption(
      'server',
      `${name} has no PKCE, so a code could be redeemed by whoever finds it: leave mode: 'exchange' out`,
    )
  }
  return { ...part, url: at(part.url) }
}

/** Metadata where it is not discovered; without endpoints that a page cannot use. */
function metadataOf(provider: Provider): string | ServerMetadata {
  const { issuer, endpoints, issMode, revoke, revokeFromPage, endSession } = provider
  if (!endpoints) return issuer
  const {
    authorization,
    token,
    userinfo,
    revocation,
    jwks,
    pushedAuthorization,
    endSession: signOut,
  } = own(endpoints)
  return defined<ServerMetadata>({
    issuer,
    authorization_endpoint: authorization,
    token_endpoint: token,
    authorization_response_iss_parameter_supported: issMode === 'required' || undefined,
    userinfo_endpoint: userinfo,
    jwks_uri: jwks,
    pushed_authorization_request_endpoint: pushedAuthorization,
    revocation_endpoint: revokeFromPage && revoke !== 'none' ? revocation : undefined,
    end_session_endpoint: endSession === 'none' ? undefined : signOut,
  })
}

/** Looks at the redirect URI of each login as well, since the default one is the page's own. */
function dialectOf(provider: Provider): Dialect | undefined {
  const { redirectRules } = provider
  const dialect = provider.dialect && own(provider.dialect)
  if (redirectRules.loopback === 'any') return dialect
  return {
    ...dialect,
    authorization(parameters) {
      if (parameters.redirect_uri) checkRedirectUri(provider, parameters.redirect_uri)
      return dialect?.authorization?.(parameters) ?? { ...parameters }
    },
  }
}
