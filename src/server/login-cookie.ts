import type { EpochMs } from '../clock.js'
import type { LoginSecrets } from '../protocol/authorization.js'
import { shorterUrls } from '../protocol/server-part.js'
import type { Call } from './call.js'
import { dropCookie, octetsOf, setCookie } from './cookies.js'
import { Refusal } from './refusal.js'
import { budget, isLogin, octetsOfSessions, roomForLogins } from './room.js'

/**
 * A login that has left for the provider: everything that its answer is checked against and that is not in
 * the configuration.
 */
export interface PendingLogin extends LoginSecrets {
  readonly returnTo: string
  /** Absent: all that is configured. */
  readonly scope?: string
  readonly maxAge?: number
  /** What the sessions of other providers took when the login began, in octets. */
  readonly others?: number
  /**
   * The session that this browser had when the login began, for a callback that comes without the cookie
   * that says so.
   */
  readonly current?: string
}

const lifetimeSeconds = 600
/**
 * The cookies that hold all pending logins of all providers. Their names are fixed, so that logins that begin
 * at the same time, and do not know of each other, never need more room than this. That happens when a
 * browser restores its tabs, and when a stranger leads a person to many pages that require a login.
 */
const slots = ['.login.0', '.login.1', '.login.2', '.login.3'] as const
/** For the cookie of one slot, in octets. */
const slotOctets = 1024

/**
 * Takes a free slot, or otherwise the slot of the oldest login, which counts as given up. Of several free
 * slots one is taken at random, since logins that begin at the same time see the same free ones. The cookie
 * is `SameSite=Lax`, since the provider sends the person back by a navigation from another site, and
 * `SameSite=None` where the provider does so by a POST (Apple).
 */
export async function saveLogin(call: Call, login: PendingLogin): Promise<void> {
  const room = roomForLogins(octetsOfSessions(call))
  const most = Math.min(room, slotOctets)
  const open = slots.slice(0, Math.max(Math.floor(room / slotOctets), 1))
  const slot = chooseSlot(call, open)
  const cookie = await seal(call, slot, login, most)
  if (!cookie)
    throw new Refusal(
      500,
      'server_error',
      `What is to be remembered of this login takes more than ${most} octets. Have the page ask for fewer ` +
        'scopes, or for all that are configured.',
    )
  call.setCookies.push(cookie)
  for (const other of slots)
    if (!open.includes(other) && call.cookies.has(other)) call.setCookies.push(dropCookie(call.rules, other))
}

/** The URL to come back to gives way to the rest: the page has it, too. */
async function seal(
  call: Call,
  slot: string,
  login: PendingLogin,
  most: number,
): Promise<string | undefined> {
  const { returnTo } = login
  const now = call.now()
  for (const kept of [...shorterUrls(returnTo), `${new URL(returnTo).origin}/`]) {
    const value = { ...login, returnTo: kept }
    const sealed = await call.seal.seal(label(call), value, now + lifetimeSeconds * 1000)
    const text = `${now.toString(36)}.${sealed}`
    if (octetsOf(call.rules, slot, text) <= most)
      return setCookie(call.rules, slot, text, {
        sameSite: call.provider.provider.responseMode === 'form_post' ? 'None' : 'Lax',
        maxAgeSeconds: lifetimeSeconds,
      })
  }
  return undefined
}

function chooseSlot(call: Call, open: readonly string[]): string {
  const free = open.filter((slot) => !call.cookies.has(slot))
  const [oldest = slots[0]] = [...open].sort((a, b) => startedAt(call, a) - startedAt(call, b))
  return free[Math.floor(Math.random() * free.length)] ?? oldest
}

/** One use: forgotten before it is used (RFC 9700, section 4.2.4). */
export async function takeLogin(call: Call, state: string | null): Promise<PendingLogin | undefined> {
  if (!state) return undefined
  const pending = (await pendingLogins(call)).find(({ login }) => login.state === state)
  if (pending) call.setCookies.push(dropCookie(call.rules, pending.slot))
  return pending?.login
}

/**
 * The newest pending login with this provider, for a refusal without a `state`, which RFC 6749, section
 * 4.1.2.1, requires. Anybody can make such a link, so the login stays pending.
 */
export async function newestLogin(call: Call): Promise<PendingLogin | undefined> {
  return (await pendingLogins(call)).at(-1)?.login
}

/** Whoever signs out is not signed in by a login that is still under way. */
export async function dropLogins(call: Call): Promise<void> {
  for (const { slot } of await pendingLogins(call)) call.setCookies.push(dropCookie(call.rules, slot))
}

/** Drops the oldest logins that the request brought, as far as there is no room for them beside `octets`. */
export function makeRoom(call: Call, octets: number): void {
  let left = budget - octets
  for (const slot of slotsByAge(call).reverse()) {
    left -= octetsOf(call.rules, slot, call.cookies.get(slot) ?? '')
    if (left < 0) call.setCookies.push(dropCookie(call.rules, slot))
  }
}

/** The logins of this provider that the request brought, the oldest first. */
async function pendingLogins(
  call: Call,
): Promise<readonly { readonly slot: string; readonly login: PendingLogin }[]> {
  const pending = await Promise.all(
    slotsByAge(call).map(async (slot) => {
      const sealed = call.cookies.get(slot)?.replace(/^.*?\./s, '') ?? ''
      return { slot, login: (await call.seal.open(label(call), sealed))?.value as PendingLogin | undefined }
    }),
  )
  return pending.flatMap(({ slot, login }) => (login ? [{ slot, login }] : []))
}

function slotsByAge(call: Call): string[] {
  const taken = [...call.cookies.keys()].filter(isLogin)
  return taken.sort((a, b) => startedAt(call, a) - startedAt(call, b))
}

/** 0 for what is no login, so that it goes first. */
function startedAt(call: Call, slot: string): EpochMs {
  const [, text = ''] = /^([\da-z]{1,9})\./.exec(call.cookies.get(slot) ?? '') ?? []
  return Number.parseInt(text, 36) || 0
}

/**
 * Each provider's cookie has a label of its own, so an answer that comes to the callback of another provider
 * finds no login (mix-up, RFC 9700, section 4.4).
 */
function label({ origin, provider, clientId }: Call): string {
  return `login ${origin} ${provider.name} ${clientId}`
}
