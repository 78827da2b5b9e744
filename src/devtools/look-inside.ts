import type { EpochMs } from '../clock.js'
import { asApi, tokenKeyOf } from '../fetch/targets.js'
import type { Lifetime } from '../session/lifetime.js'
import { staleAtMs } from '../session/lifetime.js'
import type { SessionRecord } from '../session/record.js'
import type { WatchedClient } from './watch-client.js'

/** One access token, and how much of its life is left. */
export interface TokenView {
  readonly key: string
  /** What the token is for, in plain words. */
  readonly name: string
  readonly value: string
  readonly scope: readonly string[]
  readonly receivedAt: EpochMs
  readonly lifetime: Lifetime
  /** Absent where the server does not say how long the token lives. */
  readonly expiresInMs?: number
  /** Of the life: from 0 to 1. Absent where the server does not say how long the token lives. */
  readonly left?: number
  readonly leftMs?: number
  /** From when on the token is renewed ahead of use, as a part of its life from 0 to 1. */
  readonly staleAt?: number
  /** The thumbprint of the key that the token is bound to. */
  readonly jkt?: string
}

/** One API of the option `apis`. */
export interface ApiView {
  readonly url: string
  /** Which token the API gets, in plain words. */
  readonly token: string
  readonly dpop: boolean
  readonly calls: number
}

/** Something that the library has stored in this browser. */
export interface StoredItem {
  readonly area: 'sessionStorage' | 'localStorage' | 'IndexedDB'
  readonly key: string
  readonly what: string
  /** The size of a text in characters; absent where the value is no text. */
  readonly characters?: number
}

/** Who holds the lock that a renewal takes, by Web Locks. */
export type LockView =
  | { readonly state: 'unknown' }
  | { readonly state: 'free' }
  | { readonly state: 'held'; readonly here: boolean; readonly waiting: number }

/** Everything that takes time to find out. It is looked up again while the panel is open. */
export interface SlowView {
  readonly record: SessionRecord | undefined
  readonly stored: readonly StoredItem[]
  readonly lock: LockView
  readonly nonces: Readonly<Record<string, string>>
}

export function tokensOf({ inside }: WatchedClient): readonly TokenView[] {
  const { context } = inside
  const record = context.current.record()
  return Object.entries(record?.tokens ?? {}).map(([key, token]) => {
    const { value, scope, receivedAt, expiresInMs, jkt } = token
    const age = context.age(token, record?.renewable ?? false)
    return {
      key,
      name: tokenWords(key),
      value,
      scope,
      receivedAt,
      lifetime: context.lifetime(token, record?.renewable ?? false),
      ...(expiresInMs !== undefined && {
        expiresInMs,
        leftMs: Math.max(expiresInMs - age, 0),
        left: Math.max(1 - age / Math.max(expiresInMs, 1), 0),
        staleAt: staleAtMs(expiresInMs) / Math.max(expiresInMs, 1),
      }),
      ...(jkt !== undefined && { jkt }),
    }
  })
}

function tokenWords(key: string): string {
  if (key === '') return 'Access token'
  const [resource = '', ...scope] = key.split(' ')
  const limit = scope.length > 0 ? `, limited to ${scope.join(' ')}` : ''
  return `Access token${resource && ` for ${resource}`}${limit}`
}

export function apisOf({ inside, log }: WatchedClient): readonly ApiView[] {
  const { apis, dpop } = inside.context.settings
  return apis.map((entry) => {
    const api = asApi(entry)
    const name = tokenKeyOf(api)
    return {
      url: api.url,
      token: name === '' ? 'the token of the login' : `a token of its own (${name.trim()})`,
      dpop: dpop !== undefined && api.dpop !== false,
      calls: log.requests().filter((request) => request.api === api.url).length,
    }
  })
}

/** Where the tokens come from. */
export function sourceOf({ inside }: WatchedClient): string {
  const { server } = inside.context.settings
  if (server === undefined) return 'the authorization server itself'
  const url = typeof server === 'string' ? server : server.url
  return typeof server === 'object' && server.mode === 'exchange'
    ? `the authorization server, with a secret that the server part at ${url} adds`
    : `the server part at ${url}, which keeps the refresh token`
}

export async function lookInside(watched: WatchedClient): Promise<SlowView> {
  const { vault } = watched.inside.context
  watched.tabs.ask()
  const [record, stored, lock] = await Promise.all([
    vault.read().catch(() => undefined),
    storedItems(watched),
    lookAtLock(watched.inside.context.name),
  ])
  return { record, stored, lock, nonces: noncesOf(watched) }
}

async function storedItems({ inside }: WatchedClient): Promise<StoredItem[]> {
  const { name, effects, settings } = inside.context
  const { storage } = effects
  const { issuerName, remember, dpop } = settings
  const texts = [
    ['tab', name, 'The session'],
    ['tab', `${name} signed-out`, 'The last sign-out'],
    ['tab', 'hallpass1 logins', 'Logins that are not answered yet'],
    ['tab', 'hallpass1 tab', 'A random name of this tab'],
    ['tab', 'hallpass1 automatic', 'When the last automatic logins were'],
    ['browser', name, 'A mirror of the session, without refresh token and ID Token'],
    ['browser', `${name} signed-out`, 'The number of the last sign-out'],
    ['browser', 'hallpass1 answered', 'The last logins whose code was sent'],
    ['browser', `hallpass1 metadata ${issuerName}`, 'The server’s metadata, for a day'],
    ['browser', 'hallpass1 left', 'Names of pages that were left'],
    ['browser', `${name} dpop-nonces`, 'The newest DPoP nonce of each server'],
    ['browser', `${name} active`, 'When somebody last did something'],
    ['browser', `${name} sign-out-unsent`, 'A sign-out that has not reached the server part yet'],
  ] as const
  const found: StoredItem[] = texts.flatMap(([area, key, what]) => {
    const text = readText(() => storage[area].get(key))
    const shownArea = area === 'tab' ? 'sessionStorage' : 'localStorage'
    return text === undefined ? [] : [{ area: shownArea, key, what, characters: text.length }]
  })
  if (remember !== 'browser' && !dpop) return found
  const records = [
    [name, 'The session: the truth'],
    [`${name} dpop`, 'DPoP keys, which cannot be taken out'],
  ] as const
  try {
    const database = await storage.database()
    for (const [key, what] of records) {
      if ((await database.get(key)) !== undefined) found.push({ area: 'IndexedDB', key, what })
    }
  } catch {
    // IndexedDB is blocked, so nothing is stored there.
  }
  return found
}

function readText(read: () => string | undefined): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function noncesOf({ inside }: WatchedClient): Readonly<Record<string, string>> {
  const { name, effects, settings } = inside.context
  if (!settings.dpop) return {}
  try {
    const nonces = JSON.parse(effects.storage.browser.get(`${name} dpop-nonces`) ?? '{}')
    return Object.fromEntries(Object.entries(Object(nonces)).map(([place, nonce]) => [place, String(nonce)]))
  } catch {
    return {}
  }
}

async function lookAtLock(name: string): Promise<LockView> {
  try {
    const { held = [], pending = [] } = await navigator.locks.query()
    const holder = held.find((lock) => lock.name === name)
    if (!holder) return { state: 'free' }
    const waiting = pending.filter((lock) => lock.name === name).length
    return { state: 'held', here: holder.clientId === (await ownClientId()), waiting }
  } catch {
    return { state: 'unknown' }
  }
}

/** Web Locks name the page that holds a lock by an id. A page learns its own by a lock of its own. */
function ownClientId(): Promise<string | undefined> {
  const name = `hallpass devtools ${Math.random()}`
  return navigator.locks.request(name, async () => {
    const { held = [] } = await navigator.locks.query()
    return held.find((lock) => lock.name === name)?.clientId
  })
}
