import type { Clock } from '../clock.js'
import { own } from '../own.js'
import { isLoopback } from '../protocol/secure-url.js'
import { refusalIn } from './collect.js'
import type { AuthorizationFacts, PageFacts } from './facts.js'
import { type AuthorizationRequest, type Observed, type Observer, readAnswer } from './observer.js'

export interface PageObserverOptions {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signedIn: boolean
  /** Is there a document that a hidden frame can stand in? */
  readonly frames: boolean
}

/** Looks from inside a page: it tries, and sees whether the browser lets it. */
export function createPageObserver({
  fetch: send,
  clock,
  timeoutMs,
  signedIn,
  frames,
}: PageObserverOptions): Observer {
  async function tryFetch(url: string, init: RequestInit): Promise<Response | undefined> {
    const abort = new AbortController()
    const stop = clock.after(timeoutMs, () => abort.abort())
    try {
      const options = own({
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'manual',
        ...init,
      } as RequestInit)
      return await send(url, own({ ...options, signal: abort.signal }))
    } catch {
      return undefined
    } finally {
      stop()
    }
  }

  async function request(url: string, form?: Readonly<Record<string, string>>): Promise<Observed> {
    const init: RequestInit = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
    const startedAt = clock.elapsed()
    const response = await tryFetch(url, init)
    const tookMs = clock.elapsed() - startedAt
    const deviceTime = clock.now() - tookMs / 2
    if (response === undefined || response.type === 'opaqueredirect') {
      // Without CORS a request tells nothing but whether anything answered.
      const reached =
        response !== undefined ||
        (await tryFetch(url, { ...init, mode: 'no-cors', redirect: 'follow' })) !== undefined
      return { reached, readable: false, deviceTime, tookMs, problem: response && 'redirect' }
    }
    const json = await readObject(response)
    const date = response.headers.get('date')
    return {
      reached: true,
      readable: true,
      status: response.status,
      exposed: exposedIn(response),
      json,
      ...refusalIn(json),
      serverTime: date === null ? undefined : readDate(date),
      deviceTime,
      tookMs,
    }
  }

  return {
    seenFrom: 'page',
    request,
    async preflight(url, method, headers) {
      // None of these is a token or a proof: the request is there to be refused.
      const values = Object.fromEntries(
        headers.map((name) => [name, name === 'dpop' ? 'none' : 'Bearer none']),
      )
      const init: RequestInit = method === 'POST' ? { method, body: new URLSearchParams() } : { method }
      const response = await tryFetch(url, { ...init, headers: values })
      if (response !== undefined) return { reached: true, allowed: true, status: response.status }
      return {
        reached: (await tryFetch(url, { mode: 'no-cors', redirect: 'follow' })) !== undefined,
        allowed: false,
      }
    },
    authorize: (request) =>
      frames ? askInFrame(request, clock, timeoutMs) : Promise.resolve({ outcome: 'hidden' }),
    async page() {
      if (!frames) return undefined
      return lookAtPage(await tryFetch(location.href, { credentials: 'same-origin' }), signedIn)
    },
  }
}

/** A 401 without a readable WWW-Authenticate has none, or hides it: both are the same to a page. */
function exposedIn({ status, headers }: Response): readonly string[] | undefined {
  if (status !== 401) return undefined
  return ['dpop-nonce', ...(headers.has('www-authenticate') ? ['www-authenticate'] : [])]
}

async function readObject(response: Response): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = await response.json()
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? own(value as object as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function readDate(text: string): number | undefined {
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

/**
 * A hidden frame in which no script runs: neither of the server, nor of the app, which is not to take this
 * for a login of its own. Its URL can be read once it is on this origin.
 */
function askInFrame(
  request: AuthorizationRequest,
  clock: Clock,
  timeoutMs: number,
): Promise<AuthorizationFacts> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.setAttribute('sandbox', 'allow-same-origin')
  frame.src = request.url
  return new Promise<AuthorizationFacts>((resolve) => {
    const stop = clock.after(timeoutMs, () => done({ outcome: 'hidden' }))
    const done = (facts: AuthorizationFacts): void => {
      stop()
      frame.remove()
      resolve(facts)
    }
    frame.addEventListener('load', () => {
      const answer = readAnswer(addressOf(frame), request)
      if (answer) done({ outcome: 'returned', ...answer })
    })
    document.documentElement.append(frame)
  })
}

/** Empty while the frame is on another origin. */
function addressOf(frame: HTMLIFrameElement): string {
  try {
    return frame.contentWindow?.location.href ?? ''
  } catch {
    return ''
  }
}

async function lookAtPage(response: Response | undefined, signedIn: boolean): Promise<PageFacts> {
  const header = (name: string): string | undefined => response?.headers.get(name) ?? undefined
  const metas = document.querySelectorAll<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy" i]')
  const policies = [
    ...(header('content-security-policy')?.split(',') ?? []),
    ...[...metas].map((meta) => meta.content),
  ]
  return {
    url: location.href.replace(/[?#].*/s, ''),
    policies,
    openerPolicy: header('cross-origin-opener-policy'),
    permissionsPolicy: header('permissions-policy'),
    frameOptions: header('x-frame-options'),
    secure: isSecureContext || isLoopback(location.hostname),
    storage: {
      sessionStorage: works(() => sessionStorage),
      localStorage: works(() => localStorage),
      indexedDB: await databaseWorks(),
      locks: !!navigator.locks,
    },
    serviceWorker: navigator.serviceWorker?.controller?.scriptURL,
    framed: window.top !== window.self,
    localNetworkAccess: await localNetworkPermission(),
    signedIn,
  }
}

function works(area: () => Storage): boolean {
  const key = 'hallpass1 diagnose'
  try {
    area().setItem(key, '1')
    const isThere = area().getItem(key) === '1'
    area().removeItem(key)
    return isThere
  } catch {
    return false
  }
}

function databaseWorks(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const name = 'hallpass1 diagnose'
      const opening = indexedDB.open(name)
      opening.onerror = opening.onblocked = () => resolve(false)
      opening.onsuccess = () => {
        opening.result.close()
        indexedDB.deleteDatabase(name)
        resolve(true)
      }
    } catch {
      resolve(false)
    }
  })
}

/** Each name is that of some versions of Chrome; others know none of them. */
async function localNetworkPermission(): Promise<PageFacts['localNetworkAccess']> {
  for (const name of ['local-network-access', 'local-network', 'loopback-network']) {
    try {
      const { state } = await navigator.permissions.query({ name: name as PermissionName })
      if (state === 'granted' || state === 'prompt' || state === 'denied') return state
    } catch {
      // The browser does not know this name.
    }
  }
  return undefined
}
