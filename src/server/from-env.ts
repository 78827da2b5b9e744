import { invalidOption } from '../invalid-option.js'
import { checkKey, keysOf } from './cookie-key.js'
import type { FromEnv, ServerEnv, ServerOptions } from './options.js'

/**
 * The configured value, or the value of the environment variable with that name. It is looked up for each
 * request, since some platforms have an environment for each request.
 */
export async function fromEnv<Env>(option: string, value: FromEnv<Env>, env: Env): Promise<string> {
  // A value that was read from a file may end in a line break, which would end a header, or count as a part
  // of the secret.
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
  // A key that was rotated out may no longer be in the environment.
  return [checkKey(first), ...others.filter((key) => key !== undefined && key !== '').map(checkKey)]
}

/** For platforms that hand no environment over. */
export function processEnv(): ServerEnv {
  return (globalThis as { process?: { env?: ServerEnv } }).process?.env ?? {}
}
