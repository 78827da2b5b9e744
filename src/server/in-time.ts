import { AuthError } from '../errors.js'
import type { Network } from '../protocol/request.js'

/** What a promise resolves to, or rejects with, within this time; else a rejection with `timeout`. */
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
