import type { EpochMs } from '../clock.js'
import type { LoginSecrets } from '../protocol/authorize.js'
import { encode } from './base64url.js'
import type { Call } from './call.js'
import { dropCookie, octetsOf, setCookie } from './cookies.js'
import { Refusal } from './refusal.js'

/** A login that has left for the provider: all that its answer is checked against. */
export interface PendingLogin extends LoginSecrets {
  /**
   * Which provider and client. An answer at another provider's callback finds nothing (mix-up, RFC 9700,
   * section 4.4).
   */
  readonly at: string
  readonly startedAt: EpochMs
  readonly redirectUri: string
  readonly returnTo: string
  readonly scope: string
  readonly maxAge?: number
  /** The `id` of the session that this browser had when the login began. */
  readonly replaces?: string
}

const lifetimeSeconds = 600
/**
 * For all cookies of the server part in one request, in octets. Apache takes 8190 for one header, nginx 8
 * KiB; what is longer would lock the person out of the whole host. A stranger who leads somebody to many
 * pages that require a login gets no further than this.
 */
const budget = 8000
/** For those of all logins under way. The oldest go first: they were given up. */
const loginsBudget = 4096

/**
 * One cookie for each login, named after its state, so that two tabs do not meet. `Lax`: the way back is a
 * navigation from another site. `None` where it is a POST (Apple), with which no other cookie comes.
 */
export async function saveLogin(call: Call, login: Omit<PendingLogin, 'at'>): Promise<void> {
  const name = await nameOf(call, login.state)
  const others = [...call.cookies].filter(([other]) => !other.includes(infix))
  const taken = others.reduce((sum, [other, value]) => sum + octetsOf(call.rules, other, value), 0)
  const room = Math.min(loginsBudget, budget - taken)
  const seal = (returnTo: string): Promise<string> =>
    call.seal.seal(label(call), { ...login, at: at(call), returnTo }, call.now() + lifetimeSeconds * 1000)
  let value = await seal(login.returnTo)
  if (octetsOf(call.rules, name, value) > room) value = await seal(login.returnTo.replace(/[?#].*/s, ''))
  const cookie = setCookie(call.rules, name, value, {
    sameSite: call.provider.provider.responseMode === 'form_post' ? 'None' : 'Lax',
    maxAgeSeconds: lifetimeSeconds,
  })
  if (!cookie)
    throw new Refusal(500, 'server_error', 'The scopes of this login are longer than a cookie can be (4 KB).')
  call.setCookies.push(cookie)
  await dropOldest(call, room - octetsOf(call.rules, name, value))
}

/** One use: forgotten before it is used (RFC 9700, section 4.2.4). */
export async function takeLogin(call: Call, state: string | null): Promise<PendingLogin | undefined> {
  if (!state) return undefined
  const name = await nameOf(call, state)
  const text = call.cookies.get(name)
  if (text === undefined) return undefined
  call.setCookies.push(dropCookie(call.rules, name))
  const login = (await call.seal.open(label(call), text))?.value as PendingLogin | undefined
  return login?.state === state && login.at === at(call) ? login : undefined
}

/**
 * The login with this provider that left last. For a refusal that does not say which login it is for (RFC
 * 6749, section 4.1.2.1, wants it to): such a link is anybody's to make, so it spends no login.
 */
export async function newestLogin(call: Call): Promise<PendingLogin | undefined> {
  const pending = await pendingLogins(call)
  return pending.find(({ login }) => login?.at === at(call))?.login
}

/** Of all providers: browsers and proxies count their cookies together. */
async function dropOldest(call: Call, room: number): Promise<void> {
  let left = room
  for (const { name, octets } of await pendingLogins(call)) {
    left -= octets
    if (left < 0) call.setCookies.push(dropCookie(call.rules, name))
  }
}

interface PendingCookie {
  readonly name: string
  readonly octets: number
  /** Absent where the cookie cannot be read. */
  readonly login: PendingLogin | undefined
}

/** The logins that the request brought, the newest first. */
async function pendingLogins(call: Call): Promise<readonly PendingCookie[]> {
  const cookies = [...call.cookies].filter(([name]) => name.includes(infix))
  const pending = await Promise.all(
    cookies.map(async ([name, text]) => ({
      name,
      octets: octetsOf(call.rules, name, text),
      login: (await call.seal.open(label(call), text))?.value as PendingLogin | undefined,
    })),
  )
  return pending.sort((a, b) => (b.login?.startedAt ?? 0) - (a.login?.startedAt ?? 0))
}

// No provider has a dot in its name.
const infix = '.login.'

// The state itself is a secret until it comes back.
async function nameOf(call: Call, state: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(state))
  return call.provider.name + infix + encode(new Uint8Array(hash, 0, 12))
}

function at({ provider, clientId }: Call): string {
  return `${provider.name} ${clientId}`
}

// One for all providers, so that each can tell which of all logins is the oldest.
function label({ origin }: Call): string {
  return `login ${origin}`
}
