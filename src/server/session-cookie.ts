import type { EpochMs } from '../clock.js'
import type { Tokens } from '../protocol/grants.js'
import type { Call } from './call.js'
import { dropCookie, setCookie } from './cookies.js'
import { Refusal } from './refusal.js'

/** What a browser carries for the server part, and cannot read. */
export interface ServerSession {
  readonly startedAt: EpochMs
  readonly claims: Claims
  readonly scope: readonly string[]
  readonly refreshToken?: string
  readonly accessToken?: HeldToken
  readonly idToken?: string
  /** The provider has refused to renew it, in a way that may or may not mean this grant. Once more, and it is over. */
  readonly doubtful?: true
}

export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string }

export interface HeldToken {
  readonly value: string
  readonly receivedAt: EpochMs
  /** Absent: the provider does not say. */
  readonly expiresAt?: EpochMs
}

/** Handed out, a token should live long enough to be used. */
const leastMs = 30_000

export function isAlive({ receivedAt, expiresAt }: HeldToken, now: EpochMs): boolean {
  return expiresAt === undefined || expiresAt - now > Math.min(leastMs, (expiresAt - receivedAt) / 4)
}

export function sessionOf(
  { accessToken, refreshToken, idToken }: Tokens,
  claims: Claims,
  startedAt: EpochMs,
): ServerSession {
  // What only the check of the ID Token needed.
  const { nonce: _, at_hash: __, c_hash: ___, s_hash: ____, ...kept } = claims
  return {
    startedAt,
    claims: { ...kept, sub: claims.sub },
    scope: accessToken.scope,
    accessToken: heldToken(accessToken),
    ...(refreshToken && { refreshToken }),
    ...(idToken && { idToken }),
  }
}

export function heldToken({ value, receivedAt, expiresInMs }: Tokens['accessToken']): HeldToken {
  return { value, receivedAt, ...(expiresInMs !== undefined && { expiresAt: receivedAt + expiresInMs }) }
}

/** The session of this browser, if there is one that is ours, whole and not over. */
export async function readSession(call: Call): Promise<ServerSession | undefined> {
  const text = call.cookies.get(call.provider.name)
  if (text === undefined) return undefined
  const opened = await call.seal.open(label(call), text)
  if (!opened) {
    dropSession(call)
    return undefined
  }
  const session = opened.value as ServerSession
  // The key of it goes out of use: as long as people come by, they don't notice.
  if (opened.oldKey) await writeSession(call, session)
  return session
}

/**
 * Into a cookie, and what does not fit is left out as long as it can be had otherwise: the hint for the provider's sign-out, what it says
 * beside the claims, and an access token that a refresh token brings back.
 */
export async function writeSession(call: Call, session: ServerSession): Promise<void> {
  const until = endOf(call, session)
  const { idToken: _, ...withoutHint } = session
  const { raw: __, ...claims } = session.claims
  const lean = { ...withoutHint, claims: { ...claims, sub: session.claims.sub } }
  const { accessToken: ___, ...leanest } = lean
  for (const version of [session, withoutHint, lean, ...(session.refreshToken ? [leanest] : [])]) {
    const value = await call.seal.seal(label(call), version, until)
    const maxAgeSeconds = (until - call.now()) / 1000
    const cookie = setCookie(call.rules, call.provider.name, value, { sameSite: 'Strict', maxAgeSeconds })
    if (!cookie) continue
    call.setCookies.push(cookie)
    return
  }
  throw new Refusal(
    500,
    'server_error',
    `The tokens and claims of ${call.provider.provider.name} are longer than a cookie can be (4 KB). Ask for fewer scopes, or have it issue smaller tokens.`,
  )
}

export function dropSession({ rules, provider, setCookies }: Call): void {
  setCookies.push(dropCookie(rules, provider.name))
}

// The session lives as long as what renews it (RFC 10017, section 6.1.2.2).
function endOf({ server, provider, now }: Call, { startedAt, refreshToken, accessToken }: ServerSession): EpochMs {
  const ends = [now() + server.sessionSeconds * 1000]
  const { lifetimeMs } = provider.provider.refresh
  if (refreshToken && lifetimeMs !== undefined) ends.push(startedAt + lifetimeMs)
  if (!refreshToken && accessToken?.expiresAt !== undefined) ends.push(accessToken.expiresAt)
  return Math.min(...ends)
}

function label({ origin, provider, clientId }: Call): string {
  return `session ${origin} ${provider.name} ${clientId}`
}
