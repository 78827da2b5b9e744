import { own } from '../own.js'
import type { Provider } from '../providers/provider.js'
import { createAppleSecret } from './apple-secret.js'
import { auditError } from './audit-error.js'
import type { AuditEvent } from './audit-event.js'
import type { Call } from './call.js'
import { checkServerOptions } from './check-options.js'
import type { ResolvedProvider } from './check-provider.js'
import { authenticated } from './client-authentication.js'
import { readCookies } from './cookies.js'
import { fromEnv, keysFrom, processEnv } from './from-env.js'
import { handle } from './handle.js'
import { createMetadataCache } from './metadata-cache.js'
import { createOnce } from './once.js'
import type { ServerEnv, ServerOptions } from './options.js'
import { Refusal } from './refusal.js'
import { createRenewals } from './renewals.js'
import { createSeal } from './seal.js'
import { createShared } from './shared.js'
import { createUpstream } from './upstream.js'

/**
 * What `createServer` makes: a function that answers requests, and what is known of it before the first one.
 */
export interface ServerPart<Env = ServerEnv> {
  /**
   * Answers what is below `basePath`, and nothing (`undefined`) for everything else. `env` is where the
   * platform keeps secrets; without it, `process.env`. Never rejects for what a caller sends.
   */
  (request: Request, env?: Env): Promise<Response | undefined>
  /**
   * Looks up every secret and key that the options leave to the environment. Call it when the server starts;
   * `toNodeHandler` and Vite's plugin do. Whatever is missing is told to `onAudit`, or at the console.
   *
   * Rejects with an `AuthError`, `configuration` where a secret or a key is missing or unusable: the first
   * one that was found.
   */
  check(env?: Env): Promise<void>
  /** Absolute, without a slash at its end: `/oauth`. */
  readonly basePath: string
}

/**
 * The part of a sign-in that needs a secret, as one function from a `Request` to a `Response`: no framework,
 * no database, no state besides what browsers carry for it in encrypted cookies. So it runs wherever there is
 * `fetch`, as many times as you like.
 *
 * @throws {AuthError} `configuration`, for an option that cannot work or is not safe, saying what to write.
 * @example
 * ```ts
 * export const oauth = createServer({
 *   origins: ['https://app.example.com'],
 *   cookieKey: (env) => env.COOKIE_KEY,
 *   providers: {
 *     github: {
 *       provider: githubProvider,
 *       clientId: 'Iv1.0123456789',
 *       clientSecret: (env) => env.GITHUB_SECRET,
 *     },
 *   },
 * })
 * ```
 */
export function createServer<Env = ServerEnv>(options: ServerOptions<Env>): ServerPart<Env> {
  const ownOptions = own(options)
  const server = checkServerOptions(ownOptions)
  const now = ownOptions.now ?? (() => Date.now())
  // `fetch` is looked up at each call, since monitoring and mocking tools replace it after this module was
  // loaded.
  const send: typeof fetch = ownOptions.fetch ?? ((input, init) => globalThis.fetch(input, init))
  const network = createUpstream(send, now, server.timeoutMs)
  const appleSecret = createAppleSecret(now)
  const metadata = createMetadataCache()
  const renewals = createRenewals(network)
  const finished = createShared<readonly string[]>(network)
  const isNew = createOnce()

  async function secretOf(
    provider: ResolvedProvider,
    clientId: string,
    env: Env,
  ): Promise<string | undefined> {
    const at = `providers.${provider.name}.clientSecret`
    const secret = own(ownOptions.providers[provider.name]).clientSecret
    if (typeof secret !== 'object') return secret && fromEnv(at, secret, env)
    const privateKey = await fromEnv(`${at}.privateKey`, secret.privateKey, env)
    return appleSecret({ ...secret, privateKey, clientId, audience: provider.provider.issuer })
  }

  async function clientOf(
    provider: ResolvedProvider,
    env: Env,
  ): Promise<{ readonly clientId: string; readonly clientSecret: string | undefined }> {
    const { clientId: given = '' } = own(ownOptions.providers[provider.name])
    const clientId = await fromEnv(`providers.${provider.name}.clientId`, given, env)
    return { clientId, clientSecret: await secretOf(provider, clientId, env) }
  }

  async function keysOf({ mode }: ResolvedProvider, env: Env): Promise<readonly string[]> {
    return mode === 'exchange' ? [] : keysFrom(ownOptions.cookieKey, env)
  }

  async function check(env: Env = processEnv() as Env): Promise<void> {
    const errors: unknown[] = []
    for (const provider of server.providers.values()) {
      for (const find of [clientOf, keysOf]) {
        await find(provider, env).catch((error) => {
          errors.push(error)
          audit({ type: 'failed', provider: provider.name, error: auditError(error, []) })
        })
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  async function callFor(provider: ResolvedProvider, request: Request, url: URL, env: Env): Promise<Call> {
    const origin = originOf(url)
    const rules = { origin, secure: origin.startsWith('https:') }
    const { clientId, clientSecret } = await clientOf(provider, env)
    const { tokenAuth, pkce, dialect } = provider.provider
    const credentials = {
      clientId,
      clientSecret,
      pkce: pkce !== 'none',
      method: authenticationOf(tokenAuth, clientSecret),
    } as const
    return {
      server,
      provider,
      request,
      url,
      origin,
      rules,
      cookies: readCookies(rules, request.headers.get('cookie')),
      setCookies: [],
      seal: createSeal(await keysOf(provider, env), now),
      renewals,
      finished,
      network,
      send,
      now,
      clientId,
      clientSecret,
      protocolDeps: async () => ({
        server: await metadata(provider.provider, network),
        clientId,
        network,
        dialect: authenticated(dialect, credentials),
        prover: undefined,
      }),
      audit,
    }
  }

  // The server part finds its own origin among the configured ones, by the host of the request. The header
  // `Host` alone is not believed, since the caller writes it, and the scheme is not read from the request,
  // since a proxy in front may have ended TLS.
  function originOf({ host }: URL): string {
    const { serverOrigin, origins } = server
    // A proxy may have added the port 443, which a configured https origin leaves out.
    const isThere = (one: string): boolean => new URL(`${new URL(one).protocol}//${host}`).origin === one
    const origin = serverOrigin ?? origins.find(isThere) ?? (origins[1] ? undefined : origins[0])
    if (origin) return origin
    throw new Refusal(
      421,
      'invalid_request',
      "The host of this request is in none of 'origins'. Behind a proxy, write 'serverOrigin'.",
    )
  }

  function audit(event: AuditEvent): void {
    try {
      if (ownOptions.onAudit) ownOptions.onAudit(event)
      // Without `onAudit`, errors in the configuration are written to the console, since they would show
      // nowhere otherwise.
      else if (event.type === 'failed' && isNew(event.error))
        console.error(`hallpass/server: ${event.error.message}`)
    } catch {
      // A log that fails must not end a sign-in.
    }
  }

  const mayGoOn = async (
    request: Request,
    about: Parameters<NonNullable<typeof ownOptions.rateLimit>>[1],
  ): Promise<boolean> => (await ownOptions.rateLimit?.(request, about)) ?? true

  const answer = (request: Request, env = processEnv() as Env): Promise<Response | undefined> =>
    handle(request, {
      server,
      audit,
      mayGoOn,
      callFor: (provider, url) => callFor(provider, request, url, env),
    })
  return Object.assign(answer, { check, basePath: server.basePath })
}

/** How the client authenticates at the token endpoint. */
function authenticationOf(
  tokenAuth: Provider['tokenAuth'],
  clientSecret: string | undefined,
): 'basic' | 'post' | 'none' {
  // Every server accepts Basic from a client with a secret (RFC 6749, section 2.3.1), also where its clients
  // are public by default.
  if (tokenAuth === 'none') return clientSecret ? 'basic' : 'none'
  return tokenAuth === 'basic' ? 'basic' : 'post'
}
