import type { Call } from './call.js'
import { dropCookie, setCookie } from './cookies.js'
import type { Place } from './server-session.js'

/** What a login writes down beside its session. */
export interface CurrentLogin {
  /** The `id` of its session: another session is nobody's, wherever it is found. */
  readonly id: string
  readonly place: Place
  /** Of the session and of what is beside it, when the login was finished. */
  readonly octets: number
}

/**
 * Says which login is the current one. Only the callback sets this cookie, and only a sign-out deletes it.
 * The late answer to a renewal therefore cannot restore a session that was ended or replaced meanwhile, even
 * where another process of the server part answers. The cookie is `Lax`, so that the callback receives it.
 * Its content is no secret: a browser that changes or omits it can do no more than choose among its own
 * sessions.
 */
export function setCurrentLogin(call: Call, login: CurrentLogin, maxAgeSeconds: number): void {
  const cookie = setCookie(call.rules, nameOf(call.provider.name), currentLoginText(login), {
    sameSite: 'Lax',
    maxAgeSeconds,
  })
  if (cookie) call.setCookies.push(cookie)
}

export function readCurrentLogin(
  call: Call,
  provider: string = call.provider.name,
): CurrentLogin | undefined {
  return parseCurrentLogin(call.cookies.get(nameOf(provider)))
}

export function dropCurrentLogin(call: Call): void {
  call.setCookies.push(dropCookie(call.rules, nameOf(call.provider.name)))
}

export function currentLoginText({ id, place, octets }: CurrentLogin): string {
  return `${id}.${place}.${octets}`
}

export function parseCurrentLogin(text: string | undefined): CurrentLogin | undefined {
  const [, id, place, octets] = /^([\w-]{12})\.([ab])\.(\d{1,5})$/.exec(text ?? '') ?? []
  return id ? { id, place: place as Place, octets: Number(octets) } : undefined
}

function nameOf(provider: string): string {
  return `${provider}.current`
}
