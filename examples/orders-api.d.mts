import type { RequestListener } from 'node:http'

export declare function ordersApi(trusted: {
  readonly issuer: string
  readonly audience: string
}): RequestListener
