import { AuthError } from '../errors.js'
import type { Network } from '../protocol/request.js'

/** Settles as the promise does, or rejects with `timeout` where it does not settle within this time. */
export function inTime<T>(
  { clock }: Pick<Network, 'clock'>,
  ms: number,
  endpoint: string,
  promise: Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(ms, () => reject(new AuthError('timeout', { endpoint })))
    promise.then(resolve, reject).finally(stop)
  })
}
