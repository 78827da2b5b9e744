import type { EpochMs } from '../clock.js'
import type { Tokens } from '../protocol/grants.js'
import { encode } from './base64url.js'
import type { Call } from './call.js'
import {
  countPieces,
  dropPieces,
  maxValueLength,
  octetsOfPieces,
  readPieces,
  writePieces,
} from './cookie-pieces.js'
import { octetsOf } from './cookies.js'
import {
  type CurrentLogin,
  dropCurrentLogin,
  parseCurrentLogin,
  readCurrentLogin,
  setCurrentLogin,
} from './current-login.js'
import { makeRoom, type PendingLogin } from './login-cookie.js'
import { octetsOfSessions, roomForSession } from './room.js'
import type { Claims, HeldToken, Place, SealedSession, ServerSession } from './server-session.js'
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
  { id, startedAt }: Pick<ServerSession, 'id' | 'startedAt'>,
): ServerSession {
  // What only the check of the ID Token needed.
  const { nonce: _, at_hash: __, c_hash: ___, s_hash: ____, ...kept } = claims
  return {
    id,
    startedAt,
    claims: { ...kept, sub: claims.sub },
    scope: accessToken.scope,
    accessToken: heldToken(accessToken),
    ...(refreshToken && { refreshToken }),
    ...(idToken && { idToken }),
    ...(accessToken.endsAt !== undefined && { endsAt: accessToken.endsAt }),
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
 * The session of this browser, if there is one that is ours, whole and not over, and of the login that
 * counts. Changes no cookie, so that every route may ask.
 */
export async function readSession(call: Call): Promise<ServerSession | undefined> {
  return (await openSession(call))?.session
}

/** The same, with the text of its cookies. */
export async function openSession(call: Call): Promise<SealedSession | undefined> {
  const current = readCurrentLogin(call)
  if (!current) return undefined
  for (const place of ['a', 'b'] as const) {
    const sealed = readPieces(call.cookies, nameOf(call, place))
    const session =
      sealed && ((await call.seal.open(label(call), sealed))?.value as ServerSession | undefined)
    // `maxSessionSeconds` may be less than it was when the cookie was sealed.
    if (session && session.id === current.id && call.now() < latestEnd(call, session))
      return { sealed, session, place }
  }
  return undefined
}

/**
 * Makes this the session that counts, in the place where the one that it replaces is not. Where there is no
 * room for both, it takes that one's place: a late answer to a renewal of that one then ends this session,
 * and does not bring that one back.
 */
export async function beginSession(call: Call, session: ServerSession, login: PendingLogin): Promise<void> {
  const { name } = call.provider
  const before = currentLogin(call, login)
  const others = Math.max(octetsOfSessions(call, isOf(name)), login.others ?? 0)
  const beside = octetsOf(call.rules, `${name}.current`, `${session.id}.b.99999`)
  const room = roomForSession(others + beside)
  const sealed = await sealSession(call, session, { room, others })
  const octets = octetsOfPieces(call.rules, nameOf(call, 'b'), sealed) + beside
  const moves = before && octets + before.octets <= roomForSession(others)
  const place = moves ? otherThan(before.place) : (before?.place ?? 'a')
  setCurrentLogin(call, { id: session.id, place, octets }, (latestEnd(call, session) - call.now()) / 1000)
  call.setCookies.push(
    ...dropPieces(call, nameOf(call, otherThan(place))),
    ...cookiesOf(call, place, session, sealed),
  )
  makeRoom(call, others + octets)
}

/** The login that counts when another one is finished. */
export function currentLogin(call: Call, login: PendingLogin): CurrentLogin | undefined {
  return readCurrentLogin(call) ?? parseCurrentLogin(login.current)
}

/** The cookies of a session that goes on: they leave alone which login counts. */
export async function renewedCookies(
  call: Call,
  place: Place,
  session: ServerSession,
): Promise<{ readonly sealed: string; readonly cookies: readonly string[] }> {
  const others = octetsOfSessions(call, isAt(nameOf(call, place)))
  const sealed = await sealSession(call, session, { room: roomForSession(others), others })
  return { sealed, cookies: cookiesOf(call, place, session, sealed) }
}

function cookiesOf(call: Call, place: Place, session: ServerSession, sealed: string): readonly string[] {
  const maxAgeSeconds = (endOf(call, session) - call.now()) / 1000
  return writePieces(call, nameOf(call, place), sealed, { sameSite: 'Strict', maxAgeSeconds }) ?? []
}

interface Room {
  /** For the session, in octets. */
  readonly room: number
  /** What other sessions of this browser take, in octets. */
  readonly others: number
}

/**
 * The text of a session's cookies: of one, where leaving out what can be had otherwise helps (the hint for
 * the provider's sign-out, what it says beside the claims); else of several. An access token is left out
 * last, and in `proxy` mode never, where each call would have to bring another.
 */
async function sealSession(call: Call, session: ServerSession, { room, others }: Room): Promise<string> {
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
    { version: lean, most: Number.POSITIVE_INFINITY },
    ...(needsToken ? [] : [{ version: leanest, most: Number.POSITIVE_INFINITY }]),
  ]
  let sealed = ''
  for (const { version, most } of versions) {
    sealed = await call.seal.seal(label(call), version, until)
    const octets = octetsOfPieces(call.rules, nameOf(call, 'b'), sealed)
    if (countPieces(sealed) <= most && sealed.length <= maxValueLength && octets <= room) return sealed
  }
  const { name } = call.provider.provider
  const long = `the tokens and claims of ${name} are ${sealed.length} octets long in cookies`
  throw wrong(
    `providers.${call.provider.name}`,
    sealed.length <= maxValueLength
      ? `${long}, and beside the other sessions that this browser has here (${others} octets) that is ` +
          'more than a request may have. Sign out of another provider first, ' +
          'or ask for fewer scopes or groups'
      : `${long}, and ${maxValueLength} fit. Ask for fewer scopes or groups, or have it issue smaller tokens`,
  )
}

/**
 * Removes a session that is over, and nothing else: a late answer removes no session that a later login has
 * put in the other place.
 */
export function dropSealed(call: Call, { place }: Pick<SealedSession, 'place'>): void {
  call.setCookies.push(...dropPieces(call, nameOf(call, place)))
}

/** Signs out: from now on no login counts, whatever a late answer brings. */
export function dropSession(call: Call): void {
  dropCurrentLogin(call)
  for (const place of ['a', 'b'] as const) {
    const what = nameOf(call, place)
    if (place === 'a' || call.cookies.has(what)) call.setCookies.push(...dropPieces(call, what))
  }
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

/**
 * When the session ends, whatever is renewed. It is counted from the login: a copy of the cookie that is
 * renewed again and again ends, too.
 */
export function latestEnd(
  { server }: Pick<Call, 'server'>,
  { startedAt }: Pick<ServerSession, 'startedAt'>,
): EpochMs {
  return startedAt + server.maxSessionSeconds * 1000
}

function label({ origin, provider, clientId }: Call): string {
  return `session ${origin} ${provider.name} ${clientId}`
}

function nameOf({ provider }: Call, place: Place): string {
  return place === 'a' ? provider.name : `${provider.name}.b`
}

function otherThan(place: Place): Place {
  return place === 'a' ? 'b' : 'a'
}

/** Is it a piece of this value? */
function isAt(name: string): (what: string) => boolean {
  return (what) => what.startsWith(name) && /^(\.\d)?$/.test(what.slice(name.length))
}

/** Is it any cookie of this provider? */
function isOf(name: string): (what: string) => boolean {
  return (what) => what === name || what.startsWith(`${name}.`)
}
