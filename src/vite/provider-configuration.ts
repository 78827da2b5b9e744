import type { Account, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'
import { runOf } from './faults.js'
import type { OidcProvider } from './load-oidc-provider.js'
import type { MemoryStore } from './memory-store.js'
import { offlineAccessWithoutConsent } from './offline-access.js'
import type { DevUser, ResolvedOptions } from './options.js'
import { isOnOrigin, isPattern } from './origin-pattern.js'
import { renderErrorPage } from './pages/error-page.js'
import { renderSignedOutPage } from './pages/signed-out-page.js'
import type { SigningKey } from './signing-key.js'

type Grant = InstanceType<Provider['Grant']>

const profileClaims = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
]
const emailClaims = ['email', 'email_verified']

/** The paths below the mount point. Clients learn them by discovery, and a person sees them only in a log. */
export const routes = {
  authorization: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  revocation: '/revoke',
  end_session: '/logout',
  pushed_authorization_request: '/par',
  jwks: '/jwks',
} as const

export const signInRoute = '/sign-in'

/** What outlives a change of the settings, for which the provider is made anew. */
export interface Kept {
  readonly key: SigningKey
  readonly store: MemoryStore
  readonly cookieKey: string
  readonly nonceSecret: Buffer
  /** Lifetimes of the access tokens of single grants, in seconds, by the grant's id. */
  readonly lifetimes: ReadonlyMap<string, number>
  /** The test run that last signed in or renewed with a grant, by the grant's id. */
  readonly runs: Map<string, string>
}

export function providerConfiguration(
  options: ResolvedOptions,
  kept: Kept,
  { errors, interactionPolicy }: OidcProvider,
): Configuration {
  const { apis, path, users } = options
  const { key, store, cookieKey, nonceSecret, lifetimes } = kept
  const namedApis = apis.filter(({ resource }) => !isPattern(resource))
  const openidScopes = [...standardScopes, ...Object.keys(options.scopes)]

  const { Check, Prompt, base } = interactionPolicy
  const policy = base()
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0)
  policy
    .get('login')
    ?.checks.add(
      new Check(
        'acr_values',
        'the session has none of the authentication contexts asked for',
        'login_required',
        ({ oidc }) => (isWeaker(oidc) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT),
      ),
    )
  policy
    .get('consent')
    ?.checks.add(
      new Check('consent_wanted', 'this server asks for consent each time', 'consent_required', ({ oidc }) =>
        options.askForConsent && oidc.result?.consent === undefined
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT,
      ),
    )

  return {
    adapter: store.adapter,
    jwks: { keys: [key] },
    routes,
    scopes: ['openid', 'offline_access', ...Object.keys(options.scopes)],
    acrValues: [...options.acrValues],
    claims: {
      openid: ['sub', ...ownClaims(users, Object.values(options.scopes).flat())],
      profile: profileClaims,
      email: emailClaims,
      ...Object.fromEntries(Object.entries(options.scopes).map(([scope, claims]) => [scope, [...claims]])),
      // The claim `acr` is listed, so that a request with `acr_values` gets it.
      acr: null,
    },
    // The ID Token contains the claims of the scopes, so that a page needs only one request between the
    // callback and the signed-in page.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => account(users, sub),

    clients: options.clients.map((client) => ({
      client_id: client.clientId,
      client_name: client.name,
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      // oidc-provider requires at least one redirect URI. `mayRedirect` decides which ones are accepted.
      redirect_uris: client.redirectUris.length > 0 ? [...client.redirectUris] : [`${options.origin}/`],
      post_logout_redirect_uris: [...client.postLogoutRedirectUris],
      dpop_bound_access_tokens: options.requireDPoP,
    })),
    clientDefaults: { id_token_signed_response_alg: options.signingAlgorithm },
    allowOmittingSingleRegisteredRedirectUri: false,
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    clientBasedCORS: () => true,

    rotateRefreshToken: options.rotateRefreshTokens,
    // A token ends with its own grant and not with the session, so that a sign-in in one tab does not end the
    // tokens of another tab.
    expiresWithSession: async () => false,
    loadExistingGrant: (ctx) => grantWhatIsAsked(ctx, options, kept.runs),
    extraParams: { ...offlineAccessWithoutConsent, test_login: null },
    // RFC 9470, section 6.2: an API tells from the token how and when its person has signed in.
    extraTokenClaims: (ctx) => authenticationClaims(ctx),

    ttl: {
      AccessToken: (_ctx, token) =>
        lifetimes.get(String(token.grantId)) ??
        token.resourceServer?.accessTokenTTL ??
        options.accessTokenTtlSeconds,
      AuthorizationCode: 60,
      IdToken: 60 * 60,
      Interaction: 60 * 60,
      RefreshToken: options.refreshTokenTtlSeconds,
      Grant: Math.max(options.refreshTokenTtlSeconds, 14 * 24 * 60 * 60) * 2,
      Session: 14 * 24 * 60 * 60,
    },

    cookies: {
      // Cookies are shared by all ports of a host, so two development servers on one machine need different
      // names.
      names: Object.fromEntries(
        ['session', 'interaction', 'resume'].map((name) => [
          name,
          `hallpass_${name}_${portOf(options.origin)}`,
        ]),
      ),
      long: { httpOnly: true, sameSite: 'lax', path },
      // No path is set, since oidc-provider gives each sign-in that is under way a path of its own, which
      // keeps the sign-ins of two tabs apart.
      short: { httpOnly: true, sameSite: 'lax' },
      keys: [cookieKey],
    },

    interactions: {
      policy,
      url: (_ctx, interaction) => `${path}${signInRoute}/${interaction.uid}`,
    },
    renderError: (ctx, out) => renderErrorPage(ctx, out, options),

    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      pushedAuthorizationRequests: {
        enabled: true,
        requirePushedAuthorizationRequests: options.requirePushedAuthorizationRequests,
      },
      dPoP: options.requireDPoPNonce
        ? { enabled: true, nonceSecret, requireNonce: () => true }
        : { enabled: true, requireNonce: () => false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx) => endSession(ctx, path),
        postLogoutSuccessSource: async (ctx) => renderSignedOutPage(ctx, options),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_ctx, _client, granted) => granted?.[0] ?? namedApis[0]?.resource ?? [],
        useGrantedResource: async () => true,
        getResourceServerInfo: async (ctx, resource) => {
          const api = apis.find((candidate) => stands(candidate.resource, resource))
          if (api === undefined) {
            throw new errors.InvalidTarget(
              `no API '${resource}' here, only: ${apis.map((a) => a.resource).join(', ')}`,
            )
          }
          return {
            // The OpenID scopes stay in the token, as most servers do it, and in the `scope` of the response.
            scope: [...openidScopes, ...(api.scopes ?? askedScopes(ctx))].join(' '),
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: api.accessTokenTtlSeconds,
            jwt: { sign: { alg: options.signingAlgorithm } },
          }
        },
      },
    },
  }
}

const standardScopes = ['openid', 'offline_access', 'profile', 'email']

function portOf(origin: string): string {
  const { port, protocol } = new URL(origin)
  return port === '' ? protocol.slice(0, -1) : port
}

/** Claims of the users that belong to no standard scope: `openid` alone is enough to see them. */
function ownClaims(users: readonly DevUser[], scoped: readonly string[]): readonly string[] {
  const standard = new Set(['sub', ...profileClaims, ...emailClaims, ...scoped])
  return [...new Set(users.flatMap((user) => Object.keys(user)))].filter((claim) => !standard.has(claim))
}

function account(users: readonly DevUser[], sub: string): Account | undefined {
  const user = users.find((candidate) => candidate.sub === sub)
  return user && { accountId: user.sub, claims: () => ({ ...user }) }
}

/**
 * The scopes that this sign-in asked for: those of the request, or those that are stored with the code or the
 * refresh token.
 */
function askedScopes({ oidc }: KoaContextWithOIDC): readonly string[] {
  const { AuthorizationCode: code, RefreshToken: refreshToken } = oidc.entities
  const scope = code?.scope ?? refreshToken?.scope ?? oidc.params?.scope
  return typeof scope === 'string' ? scope.split(' ') : []
}

/** Does the `resource` of an API, which may be an origin with every port, stand for the one asked for? */
function stands(resource: string, asked: string): boolean {
  if (!isPattern(resource)) return resource === asked
  return URL.canParse(asked) && isOnOrigin(new URL(asked), resource)
}

/** Does the session lack every authentication context that `acr_values` asks for? */
function isWeaker({ params, acr }: KoaContextWithOIDC['oidc']): boolean {
  const asked = params?.acr_values
  return typeof asked === 'string' && asked !== '' && !asked.split(' ').includes(acr ?? '')
}

/** How and when the person has signed in, as the code or the refresh token remembers it. */
function authenticationClaims({ oidc }: KoaContextWithOIDC): Record<string, unknown> | undefined {
  const source = oidc.entities.RefreshToken ?? oidc.entities.AuthorizationCode
  if (source === undefined) return undefined
  const { acr, authTime } = source
  return {
    ...(acr !== undefined && { acr }),
    ...(authTime !== undefined && { auth_time: authTime }),
  }
}

/**
 * Grants consent with the click on a name, or scope by scope where the option asks for that. Each sign-in has
 * a grant of its own, since the detection of reused refresh tokens revokes a whole grant.
 */
async function grantWhatIsAsked(
  { oidc, req }: KoaContextWithOIDC,
  { withheldScopes }: ResolvedOptions,
  runs: Map<string, string>,
): Promise<Grant | undefined> {
  const {
    account,
    client,
    params,
    provider,
    requestParamOIDCScopes,
    requestParamScopes,
    resourceServers = {},
    result,
  } = oidc
  if (account === undefined || client === undefined || params === undefined) return undefined
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  const refused = new Set([...withheldScopes, ...refusedScopes(result?.consent)])
  const [granted, rejected] = divide([...requestParamOIDCScopes], refused)
  grant.addOIDCScope(granted)
  if (rejected !== '') grant.rejectOIDCScope(rejected)
  for (const [resource, { scope = '' }] of Object.entries(resourceServers)) {
    const known = new Set(scope.split(' '))
    const [granted, rejected] = divide(
      [...requestParamScopes].filter((word) => known.has(word)),
      refused,
    )
    grant.addResourceScope(resource, granted)
    if (rejected !== '') grant.rejectResourceScope(resource, rejected)
  }
  const id = await grant.save()
  const run = runOf(req)
  if (run !== undefined) runs.set(id, run)
  return grant
}

function divide(scopes: readonly string[], refused: ReadonlySet<string>): readonly [string, string] {
  const words = (isRefused: boolean) => scopes.filter((scope) => refused.has(scope) === isRefused).join(' ')
  return [words(false), words(true)]
}

/** The scopes that the person has unticked on the consent page. */
function refusedScopes(consent: unknown): readonly string[] {
  const refused = (consent as { refused?: unknown } | undefined)?.refused
  return typeof refused === 'string' ? refused.split(' ') : []
}

/**
 * Signs out at once, without a question. A real server may ask the person first (OpenID Connect RP-Initiated
 * Logout, section 2).
 */
async function endSession(ctx: KoaContextWithOIDC, path: string): Promise<void> {
  const { params, provider, session } = ctx.oidc
  await session?.destroy()
  ctx.cookies.set(provider.cookieName('session'), null, { path })
  const { post_logout_redirect_uri: uri, state } = params ?? {}
  const target = new URL(typeof uri === 'string' ? uri : ctx.oidc.urlFor('end_session_success'))
  if (typeof uri === 'string' && typeof state === 'string') target.searchParams.set('state', state)
  ctx.status = 303
  ctx.redirect(target.href)
}
