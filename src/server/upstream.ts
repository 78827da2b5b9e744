import { type Clock, longestMs } from '../clock.js'
import { own } from '../own.js'
import type { Network } from '../protocol/request.js'
import { isForm, readBytes } from './read-body.js'

const maxFormAnswerBytes = 1 << 16

/**
 * The network towards the providers: nothing of the caller's request goes along, no redirect is followed, and
 * a form for an answer (GitHub's, to whoever does not ask for JSON) becomes the JSON that it should be.
 */
export function createUpstream(send: typeof fetch, now: () => number, timeoutMs: number): Network {
  const clock: Clock = {
    now,
    elapsed: () => performance.now(),
    after(ms, run) {
      const timer = setTimeout(run, Math.min(ms, longestMs))
      return () => clearTimeout(timer)
    },
  }
  return {
    clock,
    timeoutMs,
    async fetch(input, init) {
      const { method = 'GET', headers, body, signal } = own(init)
      // `manual` and not `error`, which Workers do not know; what is left out, `cache` for one, some of them
      // do not know either.
      const response = await send(
        String(input),
        own<RequestInit>({
          method,
          redirect: 'manual',
          ...(headers && { headers }),
          ...(body != null && { body }),
          ...(signal && { signal }),
        }),
      )
      if (!isForm(response.headers)) return response
      const text = new TextDecoder().decode(await readBytes(response, maxFormAnswerBytes))
      return Response.json(Object.fromEntries(new URLSearchParams(text)), { status: response.status })
    },
  }
}
