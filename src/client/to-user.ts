import { AuthError } from '../errors.js'
import { printable } from '../printable.js'
import type { Claims } from '../session/record.js'
import type { ClientOptions, SchemaResult } from './options.js'

/**
 * Turns claims into the app's user. The app gets a frozen copy of the claims, so that it cannot change those
 * of the session.
 */
export function createToUser<User>(
  user: ClientOptions<User>['user'],
): (claims: Claims) => User | Promise<User> {
  return (claims) => {
    const failed = (error: unknown): Promise<never> => refuse([error as Error])
    try {
      const copy = frozen(structuredClone(claims))
      if (!user) return copy as User
      if (typeof user === 'function') return user(copy)
      const result = user['~standard'].validate(copy)
      return result instanceof Promise ? result.then((late) => read(late), failed) : read(result)
    } catch (error) {
      return failed(error)
    }
  }
}

function read<User>(result: SchemaResult<User>): User | Promise<User> {
  return result.issues ? refuse(result.issues) : result.value
}

async function refuse(issues: readonly { readonly message: string }[]): Promise<never> {
  throw new AuthError('user-rejected', {
    issues: issues.slice(0, 10).map(({ message }) => printable(`${message}`)),
  })
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}
