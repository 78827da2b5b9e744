import type { EpochMs } from '../clock.js'
import type { Tokens } from '../protocol/grants.js'
import { encode } from './base64url.js'
import type { Call } from './call.js'
import { dropPieces, maxValueLength, readPieces, writePieces } from './cookie-pieces.js'
import type { Claims, HeldToken, SealedSession, ServerSession } from './server-session.js'
import { wrong } from './wrong.js'

export type { Claims, HeldToken, ServerSession }

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

function heldToken({ value, receivedAt, expiresInMs }: Tokens['accessToken']): HeldToken {
  return {
    id: encode(crypto.getRandomValues(new Uint8Array(9))),
    value,
    receivedAt,
    ...(expiresInMs !== undefined && { expiresAt: receivedAt + expiresInMs }),
  }
}

/** Only where the token has really ended: a call that is under way uses what is there. */
export function hasEnded({ expiresAt }: HeldToken, now: EpochMs): boolean {
  return expiresAt !== undefined && expiresAt <= now
}

/**
 * The session of this browser, if there is one that is ours, whole and not over. Changes no cookie, so that
 * every route may ask.
 */
export async function readSession(call: Call): Promise<ServerSession | undefined> {
  return (await openSession(call))?.session
}

/** The same, with the text of its cookies. */
export async function openSession(call: Call): Promise<SealedSession | undefined> {
  const sealed = readPieces(call.cookies, call.provider.name)
  const session = sealed && ((await call.seal.open(label(call), sealed))?.value as ServerSession | undefined)
  // `maxSessionSeconds` may be less than it was when the cookie was sealed.
  return session && call.now() < latestEnd(call, session) ? { sealed, session } : undefined
}

/**
 * Sets the cookies of a session. Only the answers of the callback and of `token` do, or a late one would undo
 * a sign-out.
 */
export async function writeSession(call: Call, session: ServerSession): Promise<void> {
  const { cookies } = await sealSession(call, session)
  call.setCookies.push(...cookies)
}

/**
 * The cookies of a session: one, where leaving out what can be had otherwise helps (the hint for the
 * provider's sign-out, what it says beside the claims); else several. An access token is left out last, and
 * in `proxy` mode never, where each call would have to bring another.
 */
export async function sealSession(
  call: Call,
  session: ServerSession,
): Promise<{ readonly sealed: string; readonly cookies: readonly string[] }> {
  const until = endOf(call, session)
  const { idToken: _, ...withoutHint } = session
  const { raw: __, ...claims } = session.claims
  const lean = { ...withoutHint, claims: { ...claims, sub: session.claims.sub } }
  const { accessToken: ___, ...leanest } = lean
  const needsToken = call.provider.mode === 'proxy' || !session.refreshToken
  const versions = [
    { version: session, most: 1 },
    { version: withoutHint, most: 1 },
    { version: lean, most: 1 },
    { version: lean },
    ...(needsToken ? [] : [{ version: leanest }]),
  ]
  const attributes = { sameSite: 'Strict', maxAgeSeconds: (until - call.now()) / 1000 } as const
  let sealed = ''
  for (const { version, most } of versions) {
    sealed = await call.seal.seal(label(call), version, until)
    const cookies = writePieces(call, call.provider.name, sealed, attributes, most)
    if (cookies) return { sealed, cookies }
  }
  const { name } = call.provider.provider
  throw wrong(
    `providers.${call.provider.name}`,
    `the tokens and claims of ${name} are ${sealed.length} octets long in cookies, and ` +
      `${maxValueLength} fit. Ask for fewer scopes or groups, or have it issue smaller tokens`,
  )
}

export function dropSession(call: Call): void {
  call.setCookies.push(...dropPieces(call, call.provider.name))
}

// The session lives as long as what renews it (RFC 10017, section 6.1.2.2).
function endOf(
  { server, provider, now }: Call,
  { startedAt, refreshToken, accessToken }: ServerSession,
): EpochMs {
  const ends = [now() + server.sessionSeconds * 1000, latestEnd({ server }, { startedAt })]
  const { lifetimeMs } = provider.provider.refresh
  if (refreshToken && lifetimeMs !== undefined) ends.push(startedAt + lifetimeMs)
  if (!refreshToken && accessToken?.expiresAt !== undefined) ends.push(accessToken.expiresAt)
  return Math.min(...ends)
}

// Counted from the login: a copy of the cookie that is renewed again and again ends, too.
function latestEnd(
  { server }: Pick<Call, 'server'>,
  { startedAt }: Pick<ServerSession, 'startedAt'>,
): EpochMs {
  return startedAt + server.maxSessionSeconds * 1000
}

function label({ origin, provider, clientId }: Call): string {
  return `session ${origin} ${provider.name} ${clientId}`
}
