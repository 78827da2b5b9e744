import { randomBytes } from 'node:crypto'
import type { Account, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { OidcProvider } from './load-oidc-provider.js'
import { createMemoryAdapter } from './memory-adapter.js'
import { offlineAccessWithoutConsent } from './offline-access.js'
import type { DevUser, ResolvedOptions } from './options.js'
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

/**
 * Names of the paths below the mount. Discovery tells them to clients; only a person reading a log sees them.
 */
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

export function providerConfiguration(
  options: ResolvedOptions,
  key: SigningKey,
  { errors, interactionPolicy }: OidcProvider,
): Configuration {
  const { apis, path, users } = options

  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)

  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [key] },
    routes,
    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub', ...ownClaims(users)],
      profile: profileClaims,
      email: emailClaims,
    },
    // One request from the callback to a signed-in page: the ID Token itself says who it is.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => account(users, sub),

    clients: options.clients.map((client) => ({
      client_id: client.clientId,
      client_name: client.name,
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      // oidc-provider wants one; `mayRedirect` decides.
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
    // A token lives and dies with its own grant, so that one tab's sign-in does not end another's.
    expiresWithSession: async () => false,
    loadExistingGrant: grantEverything,
    extraParams: offlineAccessWithoutConsent,

    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? options.accessTokenTtlSeconds,
      AuthorizationCode: 60,
      IdToken: 60 * 60,
      Interaction: 60 * 60,
      RefreshToken: options.refreshTokenTtlSeconds,
      Grant: Math.max(options.refreshTokenTtlSeconds, 14 * 24 * 60 * 60) * 2,
      Session: 14 * 24 * 60 * 60,
    },

    cookies: {
      // Cookies know no ports: two development servers on one machine must not share a name.
      names: Object.fromEntries(
        ['session', 'interaction', 'resume'].map((name) => [
          name,
          `hallpass_${name}_${portOf(options.origin)}`,
        ]),
      ),
      long: { httpOnly: true, sameSite: 'lax', path },
      // No path here: oidc-provider gives each sign-in under way its own, so that two tabs do not meet.
      short: { httpOnly: true, sameSite: 'lax' },
      keys: [randomBytes(32).toString('base64url')],
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
        ? { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true }
        : { enabled: true, requireNonce: () => false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx) => endSession(ctx, path),
        postLogoutSuccessSource: async (ctx) => renderSignedOutPage(ctx, options),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_ctx, _client, granted) => granted?.[0] ?? apis[0]?.resource ?? [],
        useGrantedResource: async () => true,
        getResourceServerInfo: async (ctx, resource) => {
          const api = apis.find((candidate) => candidate.resource === resource)
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

const openidScopes = ['openid', 'offline_access', 'profile', 'email']

function portOf(origin: string): string {
  const { port, protocol } = new URL(origin)
  return port === '' ? protocol.slice(0, -1) : port
}

/** Claims of the users that belong to no standard scope: `openid` alone is enough to see them. */
function ownClaims(users: readonly DevUser[]): readonly string[] {
  const standard = new Set(['sub', ...profileClaims, ...emailClaims])
  return [...new Set(users.flatMap((user) => Object.keys(user)))].filter((claim) => !standard.has(claim))
}

function account(users: readonly DevUser[], sub: string): Account | undefined {
  const user = users.find((candidate) => candidate.sub === sub)
  return user && { accountId: user.sub, claims: () => ({ ...user }) }
}

/**
 * The scopes this sign-in asked for: in the request itself, or in what the code or refresh token remembers of
 * it.
 */
function askedScopes({ oidc }: KoaContextWithOIDC): readonly string[] {
  const { AuthorizationCode: code, RefreshToken: refreshToken } = oidc.entities
  const scope = code?.scope ?? refreshToken?.scope ?? oidc.params?.scope
  return typeof scope === 'string' ? scope.split(' ') : []
}

/**
 * Consent is given with the click on a name. Each sign-in has a grant of its own, as reuse detection revokes
 * it whole.
 */
async function grantEverything({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const {
    account,
    client,
    params,
    provider,
    requestParamOIDCScopes,
    requestParamScopes,
    resourceServers = {},
  } = oidc
  if (account === undefined || client === undefined || params === undefined) return undefined
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope([...requestParamOIDCScopes].join(' '))
  for (const [resource, { scope = '' }] of Object.entries(resourceServers)) {
    const known = new Set(scope.split(' '))
    grant.addResourceScope(resource, [...requestParamScopes].filter((word) => known.has(word)).join(' '))
  }
  await grant.save()
  return grant
}

/**
 * Signs out at once. A real server may ask first (OpenID Connect RP-Initiated Logout, section 2); this one
 * never nags.
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
