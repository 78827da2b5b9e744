import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { applyClockSkew } from './clock-skew.js'
import { type Describe, describeRequests } from './describe-requests.js'
import { explainRefusals } from './explain-refusals.js'
import { runOf } from './faults.js'
import type { OidcProvider } from './load-oidc-provider.js'
import { createMemoryStore, type MemoryStore } from './memory-store.js'
import type { ResolvedOptions } from './options.js'
import { type Kept, providerConfiguration } from './provider-configuration.js'
import { mayRedirect } from './redirect-rules.js'
import { type Settings, withSettings } from './settings.js'
import type { SigningKey } from './signing-key.js'
import { acceptApiTokensAtUserinfo } from './userinfo-token.js'

/** The authorization server of one origin: its own issuer, sessions and grants. */
export interface Tenant {
  /** As the settings have them now. */
  readonly options: () => ResolvedOptions
  readonly provider: () => Provider
  readonly store: MemoryStore
  /** Lifetimes of the access tokens of single grants, in seconds, by the grant's id. */
  readonly lifetimes: Map<string, number>
  /** The test run that last signed in or renewed with a grant, by the grant's id. */
  readonly runs: ReadonlyMap<string, string>
  /** Takes new settings over. Sessions, sign-ins under way, grants and tokens stay. */
  readonly adopt: (settings: Settings) => void
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

interface Current {
  readonly options: ResolvedOptions
  readonly provider: Provider
  readonly callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

export function createTenant(
  library: OidcProvider,
  configured: ResolvedOptions,
  key: SigningKey,
  initial: Settings,
  describe: Describe,
): Tenant {
  const lifetimes = new Map<string, number>()
  const runs = new Map<string, string>()
  const kept: Kept = {
    key,
    lifetimes,
    runs,
    store: createMemoryStore(),
    cookieKey: randomBytes(32).toString('base64url'),
    nonceSecret: randomBytes(32),
  }
  let current = make(initial)

  function make(settings: Settings): Current {
    const options = withSettings(configured, settings, initial)
    const provider = new library.default(options.issuer, providerConfiguration(options, kept, library))
    provider.proxy = true
    applyClockSkew(provider, key, settings.clockSkewSeconds)
    acceptApiTokensAtUserinfo(provider)
    explainRefusals(provider)
    describeRequests(provider, options, describe)
    limitRedirects(provider, options)
    followRuns(provider, runs)
    return { options, provider, callback: provider.callback() as Current['callback'] }
  }

  return {
    options: () => current.options,
    provider: () => current.provider,
    store: kept.store,
    lifetimes,
    runs,
    adopt(settings) {
      current = make(settings)
    },
    async answer(request, response) {
      // As Connect and Express do for a mounted handler: oidc-provider finds its path by comparing
      // `originalUrl` with `url`.
      const { url = '/' } = request
      Object.assign(request, { originalUrl: url })
      request.url = url.slice(configured.path.length) || '/'
      await current.callback(request, response)
    },
  }
}

function limitRedirects(provider: Provider, { clients }: ResolvedOptions): void {
  const clientOf = (clientId: string) => clients.find((client) => client.clientId === clientId)
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    const client = clientOf(this.clientId)
    return mayRedirect(client, uri, client?.redirectUris ?? [])
  }
  provider.Client.prototype.postLogoutRedirectUriAllowed = function postLogoutRedirectUriAllowed(uri) {
    const client = clientOf(this.clientId)
    return mayRedirect(client, uri, client?.postLogoutRedirectUris ?? [])
  }
}

/** A grant that was made in another way belongs to the test that uses its tokens. */
function followRuns(provider: Provider, runs: Map<string, string>): void {
  provider.on('grant.success', ({ req, oidc }) => {
    const run = runOf(req)
    const { AuthorizationCode: code, RefreshToken: refreshToken } = oidc.entities
    const id = code?.grantId ?? refreshToken?.grantId
    if (run !== undefined && id !== undefined) runs.set(id, run)
  })
}
