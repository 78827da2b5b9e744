import { invalidOption } from '../invalid-option.js'
import type { FromEnv, ServerOptions } from './options.js'

export function checkCookieKey<Env>(cookieKey: ServerOptions<Env>['cookieKey']): void {
  const keys = keysOf(cookieKey)
  if (keys.length === 0) throw invalidOption('cookieKey', cookieKeyHint)
  for (const key of keys) if (typeof key === 'string') checkKey(key)
}

const cookieKeyHint =
  'write where the key of the cookies is found, (env) => env.COOKIE_KEY, and make one with: openssl ' +
  'rand -base64 32'

export function keysOf<Env>(cookieKey: ServerOptions<Env>['cookieKey']): readonly FromEnv<Env>[] {
  if (cookieKey === undefined) return []
  return Array.isArray(cookieKey) ? cookieKey : [cookieKey as FromEnv<Env>]
}

export function checkKey(key: string | undefined): string {
  // The key is too short to be random enough, or a text that a person made up.
  if (!key || key.length < 32 || new Set(key).size < 10) throw invalidOption('cookieKey', cookieKeyHint)
  return key
}
