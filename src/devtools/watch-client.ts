import type { Client, ClientEvent } from 'hallpass'
import { type ClientInternals, internalsOf } from '../client/client-internals.js'
import { tell } from '../session/store.js'
import { describeEvent } from './describe-event.js'
import {
  attachedTo,
  challengeCodeOf,
  describeRequest,
  errorCodeOf,
  withoutQuery,
} from './describe-request.js'
import { createLog, type Log, type LoggedRequest } from './log.js'
import { createOtherTabs, type OtherTabs } from './other-tabs.js'
import { createRedactor, type Redactor } from './redactor.js'

/** One client, as the panel watches it. */
export interface WatchedClient {
  readonly client: Client<unknown>
  readonly inside: ClientInternals<unknown>
  readonly log: Log
  readonly tabs: OtherTabs
  readonly redactor: Redactor
  /** While this is on, each request of the client fails as it does without a network. */
  isOffline(): boolean
  setOffline(offline: boolean): void
  /** Gives the client back its own `fetch` and `onEvent`. */
  stop(): void
}

/** Notes what happens to a client, and what it sends, until `stop()`. */
export function watchClient(client: Client<unknown>): WatchedClient {
  const inside = internalsOf(client)
  const { context } = inside
  const { clock, storage } = context.effects
  const log = createLog(storage.tab, `hallpass devtools ${context.name}`)
  const redactor = createRedactor()
  let offline = false
  notePage()
  const stops = [
    client.session.subscribe(() => redactor.learn(context.current.record())),
    watchEvents(),
    watchRequests(),
    watchAuthorizedCalls(),
  ]
  const tabs = createOtherTabs(context)

  function notePage(): void {
    const { status } = client.session.get()
    const state = {
      loading: 'the client has not started yet',
      'signing-in': 'a login is under way',
      'signed-out': 'nobody is signed in',
      'signed-in': 'somebody is signed in already',
    }[status]
    const text = `The devtools watch from here on: ${state}.`
    log.addEvent({ at: clock.now(), type: 'page', level: 'plain', text })
  }

  function watchEvents(): () => void {
    const before = context.hooks.onEvent
    const onEvent = (event: ClientEvent<unknown>): void => {
      const { level, text } = describeEvent(event)
      // The text of a server may repeat what it knows of the person.
      log.addEvent({ at: clock.now(), type: event.type, level, text: redactor.redact(text) })
      if (before) tell(before, event)
    }
    context.hooks.onEvent = onEvent
    return () => {
      if (context.hooks.onEvent === onEvent) context.hooks.onEvent = before
    }
  }

  function watchRequests(): () => void {
    const before = context.hooks.fetch
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = describeRequest(input, init, apiOf)
      const startedAt = clock.elapsed()
      const answered = log.addRequest({ at: clock.now(), ...request })
      const took = (): Pick<LoggedRequest, 'durationMs'> => ({
        durationMs: Math.round(clock.elapsed() - startedAt),
      })
      try {
        if (offline) throw new TypeError('The devtools of Hallpass have switched the network off.')
        const response = await before(input, init)
        const { status, headers } = response
        answered({ status, ...took() })
        if (status >= 400)
          void noteError(request.to === 'server' ? errorCodeOf(response) : challengeCodeOf(headers))
        return response
      } catch (error) {
        answered({ outcome: offline ? 'switched off here' : whyUnanswered(error), ...took() })
        throw error
      }

      async function noteError(code: string | undefined | Promise<string | undefined>): Promise<void> {
        const outcome = await code
        if (outcome !== undefined) answered({ outcome })
      }
    }
    context.hooks.fetch = fetch
    return () => {
      if (context.hooks.fetch === fetch) context.hooks.fetch = before
    }
  }

  /** Calls that something else sends, such as XMLHttpRequest: `authorizeCall` gives them their headers. */
  function watchAuthorizedCalls(): () => void {
    const { authorize } = inside
    const watched: ClientInternals<unknown>['authorize'] = async (unsent) => {
      const call = await authorize(unsent)
      const api = apiOf(unsent.url)
      const answered = log.addRequest({
        at: clock.now(),
        to: 'api',
        method: unsent.method,
        url: withoutQuery(unsent.url),
        purpose: 'A call to an API, sent by something else than auth.fetch',
        attached: attachedTo(new Headers(call.headers)),
        ...(api !== undefined && { api }),
      })
      return {
        ...call,
        answered(answer) {
          const outcome = challengeCodeOf(answer.headers)
          answered({ status: answer.status, ...(outcome !== undefined && { outcome }) })
          return call.answered(answer)
        },
      }
    }
    Object.assign(inside, { authorize: watched })
    return () => {
      if (inside.authorize === watched) Object.assign(inside, { authorize })
    }
  }

  function apiOf(url: string): string | undefined {
    try {
      return inside.isApi(url) ? apiUrlOf(inside, url) : undefined
    } catch {
      return undefined
    }
  }

  return {
    client,
    inside,
    log,
    tabs,
    redactor,
    isOffline: () => offline,
    setOffline(next) {
      offline = next
      const text = next
        ? 'The network is switched off for this client.'
        : 'The network is switched on again for this client.'
      log.addEvent({ at: clock.now(), type: 'devtools', level: 'notice', text })
    },
    stop() {
      for (const stop of stops) stop()
      tabs.stop()
    },
  }
}

/** The text of the most specific entry of `apis` that covers this URL. */
function apiUrlOf({ context }: ClientInternals<unknown>, url: string): string | undefined {
  const { href, origin } = new URL(url)
  return context.settings.apis
    .map((api) => (typeof api === 'string' ? api : api.url))
    .map((text) => [text, new URL(text, context.page().url())] as const)
    .filter(
      ([, { origin: own, pathname }]) => own === origin && href.startsWith(own + pathname.replace(/\/$/, '')),
    )
    .sort(([, a], [, b]) => b.pathname.length - a.pathname.length)[0]?.[0]
}

function whyUnanswered(error: unknown): string {
  const { name } = Object(error) as { readonly name?: unknown }
  if (name === 'AbortError') return 'stopped before the answer'
  return 'no answer: no network, CORS, or the page’s connect-src'
}
