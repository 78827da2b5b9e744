import { createHash, randomBytes } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { AdapterPayload } from 'oidc-provider'
import { nameOf } from './describe-requests.js'
import type { StoredRecord } from './memory-store.js'
import type { DevUser } from './options.js'
import { isPattern } from './origin-pattern.js'
import type { Tenant } from './tenant.js'

/** A sign-in and the tokens that came from it. Tokens are shown by their last characters only. */
export interface LiveGrant {
  readonly id: string
  readonly sub: string
  readonly person: string
  readonly clientId: string
  readonly scope: string
  /** In milliseconds since the epoch, as all times here. */
  readonly signedInAt: number
  readonly renewals: number
  readonly acr: string | undefined
  /** The test run that it belongs to: the value of the header `x-test-run`. */
  readonly run: string | undefined
  readonly tokens: readonly LiveToken[]
}

export interface LiveToken {
  readonly kind: 'access token' | 'refresh token'
  /** `…` and the last characters. */
  readonly redacted: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** A refresh token that was replaced: using it again revokes the grant. */
  readonly used: boolean
  readonly boundToKey: boolean
}

/** Which grants: one by its id, all of a person, or all of a test run. */
export interface GrantFilter {
  readonly id?: string | undefined
  readonly sub?: string | undefined
  readonly run?: string | undefined
}

/** The grants of an origin that have a token left, the newest first. */
export function listGrants({ store, runs, options }: Tenant): readonly LiveGrant[] {
  const { users } = options()
  const refreshTokens = groupByGrant(store.list('RefreshToken'))
  const accessTokens = groupByGrant(store.list('AccessToken'))
  return store
    .list('Grant')
    .flatMap(({ id, payload }) => {
      const refresh = refreshTokens.get(id) ?? []
      const access = accessTokens.get(id) ?? []
      const newest = refresh.findLast(({ payload }) => payload.consumed === undefined) ?? access.at(-1)
      if (newest === undefined) return []
      const sub = payload.accountId ?? ''
      return [
        {
          id,
          sub,
          person: nameOf(users, sub) ?? sub,
          clientId: payload.clientId ?? '',
          scope: String(newest.payload.scope ?? ''),
          signedInAt: (numberOf(newest.payload.iiat) ?? payload.iat ?? 0) * 1000,
          renewals: numberOf(newest.payload.rotations) ?? 0,
          acr: access.at(-1)?.payload.acr as string | undefined,
          run: runs.get(id),
          tokens: [
            ...refresh.slice(-2).map((record) => tokenOf('refresh token', record)),
            ...access.slice(-3).map((record) => tokenOf('access token', record)),
          ],
        },
      ]
    })
    .reverse()
}

/** Revokes grants with all their tokens, as a person does in their account, or an administrator. */
export async function revokeGrants(tenant: Tenant, filter: GrantFilter): Promise<readonly LiveGrant[]> {
  const grants = matchingGrants(tenant, filter)
  for (const { id } of grants) {
    for (const model of ['AccessToken', 'RefreshToken', 'AuthorizationCode']) {
      await tenant.store.adapter(model).revokeByGrantId(id)
    }
    await tenant.store.adapter('Grant').destroy(id)
  }
  return grants
}

/**
 * Ends the sessions at this server in which these grants were given, so that the person is asked again at the
 * next login. The newest grant of a session may have no token yet, and belongs to the same test run.
 */
export async function endSessions(tenant: Tenant, grants: readonly LiveGrant[]): Promise<void> {
  const ids = new Set(grants.map(({ id }) => id))
  const runs = new Set(grants.flatMap(({ run }) => run ?? []))
  for (const { id, payload } of tenant.store.list('Session')) {
    const given = Object.values(payload.authorizations ?? {}).map(({ grantId }) => grantId ?? '')
    if (given.some((grant) => ids.has(grant) || runs.has(tenant.runs.get(grant) ?? '')))
      await tenant.store.adapter('Session').destroy(id)
  }
}

/** Ends the access tokens of grants before their time. Refresh tokens stay. */
export async function expireAccessTokens(tenant: Tenant, filter: GrantFilter): Promise<readonly LiveGrant[]> {
  const grants = matchingGrants(tenant, filter)
  for (const { id } of grants) await tenant.store.adapter('AccessToken').revokeByGrantId(id)
  return grants
}

/**
 * Marks the refresh tokens of grants as used, as if somebody else had renewed with them: the application's
 * next renewal is then the second use.
 */
export async function useRefreshTokens(tenant: Tenant, filter: GrantFilter): Promise<readonly LiveGrant[]> {
  const grants = matchingGrants(tenant, filter)
  const ids = new Set(grants.map(({ id }) => id))
  for (const { id, payload } of tenant.store.list('RefreshToken')) {
    if (ids.has(payload.grantId ?? '')) await tenant.store.adapter('RefreshToken').consume(id)
  }
  return grants
}

/** Those that match everything that the filter names. */
export function matchingGrants(tenant: Tenant, { id, sub, run }: GrantFilter): readonly LiveGrant[] {
  return listGrants(tenant).filter(
    (grant) =>
      (id === undefined || grant.id === id) &&
      (sub === undefined || grant.sub === sub) &&
      (run === undefined || grant.run === run),
  )
}

/** What a new grant is made of. */
export interface NewGrant {
  readonly user: DevUser
  readonly clientId: string
  readonly scope: string
  readonly redirectUri: string
  readonly accessTokenSeconds: number | undefined
  /** The API that the tokens are for. Default: the first one. */
  readonly resource: string | undefined
  readonly acr: string | undefined
  readonly nonce: string | undefined
}

export interface MintedGrant {
  readonly id: string
  readonly tokens: Readonly<Record<string, unknown>>
}

/**
 * Signs a person in without a browser, and issues the tokens of a new grant. They come from the token
 * endpoint itself, for a code for which nobody had to click.
 */
export async function mintGrant(tenant: Tenant, wanted: NewGrant): Promise<MintedGrant | Refused> {
  const provider = tenant.provider()
  const { apis } = tenant.options()
  const { user, clientId, scope, redirectUri } = wanted
  const client = await provider.Client.find(clientId)
  if (client === undefined) return { error: `there is no client '${clientId}' here` }
  const grant = new provider.Grant({ accountId: user.sub, clientId })
  grant.addOIDCScope(scope)
  // Where a request names no API, its tokens are for the first one.
  const wantedApi = wanted.resource ?? apis.find(({ resource }) => !isPattern(resource))?.resource
  for (const { resource, scopes } of [...apis, ...(wanted.resource ? [unknownApi(wanted.resource)] : [])]) {
    if (isPattern(resource)) continue
    grant.addResourceScope(resource, scopes === undefined ? scope : common(scope, scopes))
  }
  const id = await grant.save()
  if (wanted.accessTokenSeconds !== undefined) tenant.lifetimes.set(id, wanted.accessTokenSeconds)
  const verifier = randomBytes(32).toString('base64url')
  const code = new provider.AuthorizationCode({
    client,
    accountId: user.sub,
    grantId: id,
    gty: 'authorization_code',
    redirectUri,
    scope,
    ...(wantedApi !== undefined && { resource: wantedApi }),
    authTime: Math.floor(Date.now() / 1000),
    codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    codeChallengeMethod: 'S256',
    ...(wanted.acr !== undefined && { acr: wanted.acr, claims: { id_token: { acr: null } } }),
    ...(wanted.nonce !== undefined && { nonce: wanted.nonce }),
  })
  const { status, body } = await ask(tenant, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: await code.save(),
    code_verifier: verifier,
    redirect_uri: redirectUri,
  })
  if (status === 200) return { id, tokens: body }
  return { error: `the token endpoint refuses: ${String(body.error_description ?? body.error)}` }
}

/** One that stands behind an origin with every port; whether it does is checked at the token endpoint. */
function unknownApi(resource: string): { readonly resource: string; readonly scopes: undefined } {
  return { resource, scopes: undefined }
}

export interface Refused {
  readonly error: string
}

function common(scope: string, scopes: readonly string[]): string {
  const known = new Set(['openid', 'profile', 'email', 'offline_access', ...scopes])
  return scope
    .split(' ')
    .filter((word) => known.has(word))
    .join(' ')
}

/** A request to the token endpoint that stays in this process. */
async function ask(
  tenant: Tenant,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const { issuer, path } = tenant.options()
  const { host, protocol } = new URL(issuer)
  const body = new URLSearchParams(form).toString()
  const request = new IncomingMessage(new Socket())
  Object.assign(request, {
    method: 'POST',
    url: `${path}/token`,
    headers: {
      host,
      'x-forwarded-host': host,
      'x-forwarded-proto': protocol.slice(0, -1),
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
    },
  })
  request.push(body)
  request.push(null)
  const response = new ServerResponse(request)
  return new Promise((resolve, reject) => {
    Object.assign(response, {
      end(text: unknown) {
        resolve({ status: response.statusCode, body: JSON.parse(String(text)) })
        return response
      },
    })
    tenant.answer(request, response).catch(reject)
  })
}

function groupByGrant(records: readonly StoredRecord[]): ReadonlyMap<string, readonly StoredRecord[]> {
  const groups = new Map<string, StoredRecord[]>()
  for (const record of records) {
    const id = record.payload.grantId ?? ''
    const group = groups.get(id) ?? []
    group.push(record)
    groups.set(id, group)
  }
  return groups
}

function tokenOf(kind: LiveToken['kind'], { id, payload, expiresAt }: StoredRecord): LiveToken {
  return {
    kind,
    redacted: `…${id.slice(-5)}`,
    issuedAt: (payload.iat ?? 0) * 1000,
    // The time is in whole seconds, as in the token itself.
    expiresAt: payload.exp === undefined ? expiresAt : payload.exp * 1000,
    used: payload.consumed !== undefined,
    boundToKey: isBound(payload),
  }
}

function isBound({ jkt }: AdapterPayload): boolean {
  return jkt !== undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
