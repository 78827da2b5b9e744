import { invalidOption } from '../invalid-option.js'
import { checkKey, keysOf } from './cookie-key.js'
import type { FromEnv, ServerEnv, ServerOptions } from './options.js'

/**
 * What is configured, or what the environment has under that name; asked for with each request, since some
 * platforms have one for each.
 */
export async function fromEnv<Env>(option: string, value: FromEnv<Env>, env: Env): Promise<string> {
  // A line break from a file would end a header, or be part of the secret.
  const found = (typeof value === 'function' ? await value(env) : value)?.trim()
  if (!found)
    throw invalidOption(
      option,
      'the environment has nothing there. Set the variable, or hand the environment over: ' +
        'server(request, env)',
    )
  return found
}

export async function keysFrom<Env>(
  cookieKey: ServerOptions<Env>['cookieKey'],
  env: Env,
): Promise<readonly string[]> {
  const keys = await Promise.all(keysOf(cookieKey).map((key) => (typeof key === 'function' ? key(env) : key)))
  const [first, ...others] = keys
  // An old one may be gone from the environment already.
  return [checkKey(first), ...others.filter((key) => key !== undefined && key !== '').map(checkKey)]
}

/** For platforms that hand no environment over. */
export function processEnv(): ServerEnv {
  return (globalThis as { process?: { env?: ServerEnv } }).process?.env ?? {}
}
