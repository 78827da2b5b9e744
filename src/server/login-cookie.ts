import type { EpochMs } from '../clock.js'
import type { LoginSecrets } from '../protocol/authorize.js'
import { encode } from './base64url.js'
import type { Call } from './call.js'
import { dropCookie, setCookie } from './cookies.js'
import { Refusal } from './refusal.js'

/** A login that has left for the provider: all that its answer is checked against. */
export interface PendingLogin extends LoginSecrets {
  readonly startedAt: EpochMs
  readonly redirectUri: string
  readonly returnTo: string
  readonly scope: string
  readonly maxAge?: number
}

const lifetimeSeconds = 600
/** Tabs with a login under way; what is older was given up. */
const atMost = 5

/**
 * One cookie for each login, named after its state, so that two tabs do not meet. `Lax`: the way back is a navigation from another site.
 * `None` where it is a POST (Apple), with which no other cookie comes.
 */
export async function saveLogin(call: Call, login: PendingLogin): Promise<void> {
  const value = await call.seal.seal(label(call), login, call.now() + lifetimeSeconds * 1000)
  const cookie = setCookie(call.rules, await nameOf(call, login.state), value, {
    sameSite: call.provider.provider.responseMode === 'form_post' ? 'None' : 'Lax',
    maxAgeSeconds: lifetimeSeconds,
  })
  if (!cookie) throw new Refusal(400, 'invalid_request', 'The URL to come back to is too long.')
  call.setCookies.push(cookie)
  await dropOldest(call)
}

/** One use: forgotten before it is used (RFC 9700, section 4.2.4). */
export async function takeLogin(call: Call, state: string | null): Promise<PendingLogin | undefined> {
  if (!state) return undefined
  const name = await nameOf(call, state)
  const text = call.cookies.get(name)
  if (text === undefined) return undefined
  call.setCookies.push(dropCookie(call.rules, name))
  const login = (await call.seal.open(label(call), text))?.value as PendingLogin | undefined
  return login?.state === state ? login : undefined
}

/**
 * The login of this browser that left last. For a refusal that does not say which login it is for (RFC 6749, section 4.1.2.1, wants it to): such
 * a link is anybody's to make, so it spends no login.
 */
export async function newestLogin(call: Call): Promise<PendingLogin | undefined> {
  const [newest] = await pendingLogins(call)
  return newest?.login
}

async function dropOldest(call: Call): Promise<void> {
  const surplus = (await pendingLogins(call)).slice(atMost - 1)
  for (const { name } of surplus) call.setCookies.push(dropCookie(call.rules, name))
}

/** As the request brought them, the newest first; what cannot be read comes last. */
async function pendingLogins(
  call: Call,
): Promise<readonly { readonly name: string; readonly login: PendingLogin | undefined }[]> {
  const cookies = [...call.cookies].filter(([name]) => name.startsWith(prefix(call)))
  const pending = await Promise.all(
    cookies.map(async ([name, text]) => ({
      name,
      login: (await call.seal.open(label(call), text))?.value as PendingLogin | undefined,
    })),
  )
  return pending.sort((a, b) => (b.login?.startedAt ?? 0) - (a.login?.startedAt ?? 0))
}

function prefix({ provider }: Call): string {
  return `${provider.name}.login.`
}

// The state itself is a secret until it comes back.
async function nameOf(call: Call, state: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(state))
  return prefix(call) + encode(new Uint8Array(hash, 0, 12))
}

// With the provider's name: an answer that arrives at another provider's callback finds nothing (mix-up, RFC 9700, section 4.4).
function label({ origin, provider, clientId }: Call): string {
  return `login ${origin} ${provider.name} ${clientId}`
}
