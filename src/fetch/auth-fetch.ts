import { AuthError } from '../errors.js'
import { own, ownInit } from '../own.js'
import { type Authorize, notAllowed } from './authorize.js'
import type { AuthFetchDeps } from './call.js'
import { withoutQuery } from './without-query.js'

/**
 * `fetch` with a token for the APIs that may have one. The decision is made once, on the very `Request` that
 * is sent.
 */
export function createAuthFetch(
  { fetch, find, otherUrls }: Pick<AuthFetchDeps, 'fetch' | 'find' | 'otherUrls'>,
  authorize: Authorize,
): typeof globalThis.fetch {
  return async (input, given) => {
    const init = ownInit(given)
    let request = new Request(input, init)
    const { url, method } = request
    if (otherUrls === 'plain' && !find(url)) return fetch(request)
    let call = await authorize(request)
    const stays = call.redirect === 'manual' && request.redirect === 'follow'
    if (stays) request = new Request(request, own<RequestInit>({ redirect: 'manual' }))
    const hasBody = !/^(GET|HEAD)$/.test(method)
    const copy = hasBody && !(init?.body instanceof ReadableStream) ? request.clone() : undefined
    const spare = hasBody ? copy : request
    for (;;) {
      for (const [name, value] of Object.entries(call.headers)) request.headers.set(name, value)
      const response = await fetch(request)
      if (stays && response.type === 'opaqueredirect') throw notAllowed(url, 'redirect')
      const next = await call.answered(response)
      if (!next) return response
      if (!spare) {
        throw new AuthError('body-not-replayable', { url: withoutQuery(url), status: response.status })
      }
      response.body?.cancel().catch(() => {})
      call = next
      request = spare.clone()
    }
  }
}
