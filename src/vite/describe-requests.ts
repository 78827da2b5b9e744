import type { IncomingMessage } from 'node:http'
import type { errors, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { DevUser, ResolvedOptions } from './options.js'
import type { Level } from './request-log.js'

/** What is known of a request besides its line and its status, in plain words. */
export interface Description {
  readonly asked?: string
  readonly answered?: string
  readonly level?: Level
  readonly person?: string | undefined
}

export type Describe = (request: IncomingMessage, description: Description) => void

/** Listens to what oidc-provider makes of each request, and says it in plain words. */
export function describeRequests(provider: Provider, options: ResolvedOptions, describe: Describe): void {
  const personOf = (sub: unknown): string | undefined => nameOf(options.users, sub)
  const clientOf = (clientId: unknown): string =>
    options.clients.find((client) => client.clientId === clientId)?.name ??
    String(clientId ?? 'an unknown client')

  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx as Partial<KoaContextWithOIDC>
    const params = oidc?.params
    if (params === undefined) return
    describe(ctx.req, { person: personOf(oidc?.entities.Account?.accountId) })
  })
  provider.on('interaction.started', (ctx, prompt) => {
    const person = personOf(ctx.oidc.session?.accountId)
    describe(ctx.req, {
      asked: askedToSignIn(ctx, clientOf),
      answered: prompt.name === 'consent' ? 'Sent to the consent page' : 'Sent to the sign-in page',
      level: 'good',
      person,
    })
  })
  provider.on('authorization.success', (ctx) => {
    const person = personOf(ctx.oidc.session?.accountId)
    const silent = ctx.oidc.params?.prompt === 'none' ? ', without a page' : ''
    describe(ctx.req, {
      asked: askedToSignIn(ctx, clientOf),
      answered: `Sent back to ${hostOf(ctx.oidc.params?.redirect_uri)} with a code${silent}`,
      level: 'good',
      person,
    })
  })
  provider.on('authorization.error', (ctx, error) => {
    const expected = /^(login|consent|interaction|account_selection)_required$|^access_denied$/
    describe(ctx.req, {
      asked: askedToSignIn(ctx, clientOf),
      answered: refusal(error),
      level: expected.test(error.error) ? 'notice' : 'problem',
    })
  })
  provider.on('grant.success', (ctx) => {
    const { oidc } = ctx
    const body = ctx.body as Readonly<Record<string, unknown>>
    const isRenewal = oidc.params?.grant_type === 'refresh_token'
    const renewed =
      oidc.entities.RotatedRefreshToken === undefined
        ? '; the refresh token stays'
        : '; the refresh token was replaced, and the old one is used up'
    const first = body.refresh_token === undefined ? ', without a refresh token' : ' and a refresh token'
    const bound = body.token_type === 'DPoP' ? ', bound to a key (DPoP)' : ''
    describe(ctx.req, {
      asked: isRenewal ? 'Renew with the refresh token' : 'Exchange the code for tokens',
      answered: isRenewal
        ? `Renewed: a new access token for ${seconds(body.expires_in)}${bound}${renewed}`
        : `Signed in: an access token for ${seconds(body.expires_in)}${bound}${first}`,
      level: 'good',
      person: personOf(oidc.entities.Account?.accountId),
    })
  })
  provider.on('grant.error', (ctx, error) => {
    const grantType = ctx.oidc?.params?.grant_type
    describe(ctx.req, {
      asked: grantType === 'refresh_token' ? 'Renew with the refresh token' : 'Exchange the code for tokens',
      answered: refusal(error),
      level: error.error === 'use_dpop_nonce' ? 'notice' : 'problem',
      person: personOf(ctx.oidc?.entities.Account?.accountId),
    })
  })
  provider.on('pushed_authorization_request.success', (ctx) => {
    const { Client } = ctx.oidc.entities
    describe(ctx.req, {
      asked: `Push an authorization request of ${clientOf(Client?.clientId)}`,
      answered: 'Kept, for one sign-in',
      level: 'good',
    })
  })
  provider.on('pushed_authorization_request.error', (ctx, error) => {
    describe(ctx.req, {
      asked: 'Push an authorization request',
      answered: refusal(error),
      level: error.error === 'use_dpop_nonce' ? 'notice' : 'problem',
    })
  })
  provider.on('userinfo.error', (ctx, error) => {
    describe(ctx.req, { answered: refusal(error), level: 'problem' })
  })
  provider.on('revocation.error', (ctx, error) => {
    describe(ctx.req, { answered: refusal(error), level: 'problem' })
  })
  provider.on('end_session.error', (ctx, error) => {
    describe(ctx.req, { answered: refusal(error), level: 'problem' })
  })
}

/** What a request wants, by its path below the issuer; the more exact words come with its answer. */
export function askedAt(path: string): string {
  const known: Readonly<Record<string, string>> = {
    '/authorize': 'Sign in',
    '/token': 'A token',
    '/userinfo': 'Who is signed in?',
    '/revoke': 'Revoke a token',
    '/logout': 'Sign out',
    '/par': 'Push an authorization request',
    '/jwks': 'Which keys are tokens signed with?',
    '/.well-known/openid-configuration': "Read the server's metadata",
    '/.well-known/oauth-authorization-server': "Read the server's metadata",
  }
  if (path.startsWith('/authorize/')) return 'Go on after the sign-in page'
  if (path.startsWith('/sign-in/')) return 'The sign-in page'
  return known[path] ?? 'Something that is not here'
}

export function answeredWith(path: string, status: number): string {
  if (status >= 400) return `Refused with ${status}`
  const known: Readonly<Record<string, string>> = {
    '/userinfo': 'Told the claims of the person',
    '/revoke': 'Revoked, with its whole grant if it was a refresh token',
    '/logout': 'Signed out, and sent on',
    '/jwks': 'Told',
    '/.well-known/openid-configuration': 'Told',
    '/.well-known/oauth-authorization-server': 'Told',
  }
  if (path.startsWith('/sign-in/') && status < 300) return 'Shown'
  return known[path] ?? (status >= 300 ? 'Sent on' : 'Answered')
}

export function nameOf(users: readonly DevUser[], sub: unknown): string | undefined {
  return users.find((user) => user.sub === sub)?.name
}

function askedToSignIn({ oidc }: KoaContextWithOIDC, clientOf: (clientId: unknown) => string): string {
  const { client_id, prompt, scope, acr_values, max_age } = oidc.params ?? {}
  const details = [
    typeof scope === 'string' && `scope ${scope}`,
    typeof prompt === 'string' && `prompt=${prompt}`,
    typeof acr_values === 'string' && `acr_values=${acr_values}`,
    max_age !== undefined && `max_age=${String(max_age)}`,
  ].filter((detail) => detail !== false)
  return `Sign in to ${clientOf(client_id)}${details.length > 0 ? ` (${details.join(', ')})` : ''}`
}

function refusal(error: errors.OIDCProviderError | Error): string {
  if (!('error' in error)) return `Failed: ${error.message}`
  const detail = error.error_detail ?? error.error_description ?? ''
  const known: Readonly<Record<string, string>> = {
    'refresh token already used':
      'The refresh token was used twice: the grant was revoked, with all its tokens',
    'refresh token not found': 'The refresh token is not known: it was revoked, or the server was restarted',
    'refresh token is expired': 'The refresh token has expired',
    'authorization code already consumed':
      'The code was used twice: the grant was revoked, with all its tokens',
    'authorization code not found': 'The code is not known: it was used, or belongs to another server',
    'grant not found': 'The grant was revoked',
    'PKCE verification failed': 'The code verifier does not belong to the code (PKCE)',
  }
  return `${known[detail] ?? `Refused: ${detail || error.error}`} (${error.error})`
}

function seconds(expiresIn: unknown): string {
  return `${String(expiresIn)} seconds`
}

function hostOf(uri: unknown): string {
  return typeof uri === 'string' && URL.canParse(uri) ? new URL(uri).host : 'the application'
}
