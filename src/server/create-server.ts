import { createAppleSecret } from './apple-secret.js'
import type { Call } from './call.js'
import { authenticated } from './client-authentication.js'
import { readCookies } from './cookies.js'
import { fromEnv, keysFrom, processEnv } from './from-env.js'
import { handle } from './handle.js'
import { createMetadataCache } from './metadata-cache.js'
import {
  type AuditEvent,
  checkServerOptions,
  type ResolvedProvider,
  type ServerEnv,
  type ServerOptions,
} from './options.js'
import { Refusal } from './refusal.js'
import { createSeal } from './seal.js'
import { createUpstream } from './upstream.js'

/**
 * Answers what is below `basePath`, and nothing (`undefined`) for everything else. `env` is where the platform keeps secrets; without it,
 * `process.env`. Never rejects for what a caller sends.
 */
export interface ServerPart<Env = ServerEnv> {
  (request: Request, env?: Env): Promise<Response | undefined>
  /**
   * Absolute, without a slash at its end: `/oauth`. A function of yours around a server part may do without
   * it; it is then asked about each path.
   */
  readonly basePath?: string
}

/**
 * The part of a sign-in that needs a secret, as one function from a `Request` to a `Response`: no framework, no database, no state besides what
 * browsers carry for it in encrypted cookies. So it runs wherever there is `fetch`, as many times as you like.
 *
 * @throws {AuthError} `configuration`, for an option that cannot work or is not safe, saying what to write.
 * @example
 * ```ts
 * export const oauth = createServer({
 *   origins: ['https://app.example.com', 'http://localhost:5173'],
 *   cookieKey: (env) => env.COOKIE_KEY,
 *   providers: {
 *     github: { provider: githubProvider, clientId: 'Iv1.0123456789', clientSecret: (env) => env.GITHUB_SECRET },
 *   },
 * })
 * ```
 */
export function createServer<Env = ServerEnv>(options: ServerOptions<Env>): ServerPart<Env> {
  const server = checkServerOptions(options)
  const now = options.now ?? (() => Date.now())
  // Looked up at each call: monitoring and mocking tools replace it after this module was loaded.
  const send: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  const network = createUpstream(send, now, server.timeoutMs)
  const appleSecret = createAppleSecret(now)
  const metadata = createMetadataCache()

  async function secretOf(provider: ResolvedProvider, clientId: string, env: Env): Promise<string | undefined> {
    const at = `providers.${provider.name}.clientSecret`
    const secret = options.providers[provider.name]?.clientSecret
    if (typeof secret !== 'object') return secret && fromEnv(at, secret, env)
    const privateKey = await fromEnv(`${at}.privateKey`, secret.privateKey, env)
    return appleSecret({ ...secret, privateKey, clientId, audience: provider.provider.issuer })
  }

  async function callFor(provider: ResolvedProvider, request: Request, url: URL, env: Env): Promise<Call> {
    const given = options.providers[provider.name]
    const origin = originOf(url)
    const rules = { origin, secure: origin.startsWith('https:') }
    const clientId = await fromEnv(`providers.${provider.name}.clientId`, given?.clientId ?? '', env)
    const clientSecret = await secretOf(provider, clientId, env)
    const { tokenAuth, pkce, dialect } = provider.provider
    const credentials = {
      clientId,
      clientSecret,
      pkce: pkce !== 'none',
      // A client of a public kind that has a secret all the same: every server takes Basic (RFC 6749, section 2.3.1).
      method: tokenAuth === 'none' ? (clientSecret ? 'basic' : 'none') : tokenAuth === 'basic' ? 'basic' : 'post',
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
      seal: createSeal(provider.mode === 'exchange' ? [] : await keysFrom(options.cookieKey, env), now),
      network,
      send,
      now,
      clientId,
      clientSecret,
      grant: async () => ({
        server: await metadata(provider.provider, network),
        clientId,
        network,
        dialect: authenticated(dialect, credentials),
      }),
      audit,
    }
  }

  // Not by the word of `Host`, which is the caller's, but by the configured origin that has this host. A proxy in front may have ended TLS.
  function originOf({ host }: URL): string {
    const { serverOrigin, origins } = server
    // The port 443 goes without saying where it is https, and the proxy may have said it all the same.
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
      if (options.onAudit) options.onAudit(event)
      // Something is configured wrongly, and nobody would be told.
      else if (event.type === 'failed') console.error(`hallpass/server: ${event.error.message}`)
    } catch {
      // A log that fails must not end a sign-in.
    }
  }

  const mayGoOn = async (
    request: Request,
    about: Parameters<NonNullable<typeof options.rateLimit>>[1],
  ): Promise<boolean> => (await options.rateLimit?.(request, about)) ?? true

  const answer = (request: Request, env = processEnv() as Env): Promise<Response | undefined> =>
    handle(request, {
      server,
      audit,
      mayGoOn,
      callFor: (provider, url) => callFor(provider, request, url, env),
    })
  return Object.assign(answer, { basePath: server.basePath })
}
