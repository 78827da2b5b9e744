import { refusalIn } from '../diagnose/collect.js'
import type { AuthorizationFacts, PageFacts, Preflight } from '../diagnose/facts.js'
import {
  type AuthorizationRequest,
  type Observed,
  type Observer,
  readAnswer,
  safelisted,
} from '../diagnose/observer.js'
import { replyText } from '../diagnose/reply-text.js'
import { isLoopback } from '../protocol/secure-url.js'

export interface NodeObserverOptions {
  readonly fetch: typeof fetch
  /** Asks for a page as a browser that goes there, and follows no redirect. */
  readonly navigate: (url: string, init: RequestInit) => Promise<Response>
  /** The origin that a page would have, which is sent as `Origin`. */
  readonly origin: string
  /** The page whose headers are read. */
  readonly pageUrl: string | undefined
  readonly timeoutMs: number
}

/** A body longer than this is not read: no metadata and no error page is as long. */
const longestBody = 1 << 20
const mostRedirects = 8

/** Looks from Node: it sends what a browser would send, preflights included, and reads the headers. */
export function createNodeObserver({
  fetch: send,
  navigate,
  origin,
  pageUrl,
  timeoutMs,
}: NodeObserverOptions): Observer {
  async function ask(
    url: string,
    init: RequestInit,
    by: NodeObserverOptions['navigate'] = send,
  ): Promise<Response | string> {
    try {
      return await by(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    } catch (error) {
      return reasonOf(error)
    }
  }

  async function request(url: string, form?: Readonly<Record<string, string>>): Promise<Observed> {
    const headers = { origin, accept: 'application/json' }
    const startedAt = performance.now()
    const response = await ask(
      url,
      form ? { method: 'POST', headers, body: new URLSearchParams(form) } : { headers },
    )
    const tookMs = performance.now() - startedAt
    const deviceTime = Date.now() - tookMs / 2
    if (typeof response === 'string')
      return { reached: false, readable: false, problem: response, deviceTime, tookMs }
    const json = readObject(await readText(response))
    const date = Date.parse(response.headers.get('date') ?? '')
    const isSame = new URL(url).origin === origin
    const allowOrigin = response.headers.get('access-control-allow-origin') ?? undefined
    const isRedirect = response.status >= 300 && response.status < 400
    return {
      reached: true,
      readable: !isRedirect && (isSame || mayRead(allowOrigin, origin)),
      problem: isRedirect ? 'redirect' : undefined,
      status: response.status,
      allowOrigin,
      exposed: isSame
        ? ['*']
        : [...safelisted, ...names(response.headers.get('access-control-expose-headers'))],
      json,
      ...refusalIn(json),
      serverTime: Number.isNaN(date) ? undefined : date,
      deviceTime,
      tookMs,
    }
  }

  async function preflight(url: string, method: string, wanted: readonly string[]): Promise<Preflight> {
    if (new URL(url).origin === origin) return { reached: true, allowed: true }
    const response = await ask(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': wanted.toSorted().join(','),
      },
    })
    if (typeof response === 'string') return { reached: false, allowed: false }
    const { status, headers } = response
    await response.body?.cancel()
    const listed = names(headers.get('access-control-allow-headers'))
    // The asterisk stands for every header but this one (Fetch, "CORS-preflight fetch", step 7).
    const refusedHeaders = wanted.filter(
      (name) => !listed.includes(name) && !(listed.includes('*') && name !== 'authorization'),
    )
    const isAllowed = response.ok && mayRead(headers.get('access-control-allow-origin') ?? undefined, origin)
    return { reached: true, allowed: isAllowed && refusedHeaders.length === 0, refusedHeaders, status }
  }

  async function authorize(request: AuthorizationRequest): Promise<AuthorizationFacts> {
    let { url } = request
    const cookies = new Map<string, string>()
    for (let step = 0; step < mostRedirects; step += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await ask(
        url,
        { headers: { accept: 'text/html', ...(cookie && { cookie }) } },
        navigate,
      )
      if (typeof response === 'string') return { outcome: 'unreachable' }
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
        if (name) cookies.set(name, value)
      }
      const location = response.headers.get('location')
      const { status } = response
      if (location === null || status < 300 || status > 399) {
        const text = await readText(response)
        if (status < 400) return { outcome: 'page', status }
        return { outcome: 'refused', status, about: subjectsOf(text) }
      }
      await response.body?.cancel()
      const next = new URL(location, url)
      const answer = readAnswer(next.href, request)
      if (answer) {
        const description = replyText(next.searchParams.get('error_description'), request.secrets)
        return { outcome: 'returned', status, description, ...answer }
      }
      // A server that leads to another host with the name and the path of an error shows it there.
      if (!/^https?:$/.test(next.protocol)) return { outcome: 'refused', status }
      const error = `${next.searchParams.get('error')} ${next.searchParams.get('error_description')}`
      if (/redirect[ _-]?ur[il]|invalid_redirect|invalid_client|unauthorized_client/.test(error))
        return { outcome: 'refused', status, about: subjectsOf(error) }
      url = next.href
    }
    return { outcome: 'page' }
  }

  async function page(): Promise<PageFacts | undefined> {
    if (pageUrl === undefined) return undefined
    const response = await ask(pageUrl, { headers: { accept: 'text/html' } }, navigate)
    if (typeof response === 'string') return undefined
    const text = await readText(response)
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
    const { protocol, hostname } = new URL(pageUrl)
    return {
      url: pageUrl.replace(/[?#].*/s, ''),
      policies: [...(header('content-security-policy')?.split(',') ?? []), ...policiesIn(text)],
      openerPolicy: header('cross-origin-opener-policy'),
      permissionsPolicy: header('permissions-policy'),
      frameOptions: header('x-frame-options'),
      secure: protocol === 'https:' || isLoopback(hostname),
    }
  }

  return { seenFrom: 'node', request, preflight, authorize, page }
}

function mayRead(allowOrigin: string | undefined, origin: string): boolean {
  return allowOrigin === '*' || allowOrigin === origin
}

function names(header: string | null): readonly string[] {
  return (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'TimeoutError') return 'timeout'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed'
}

async function readText(response: Response): Promise<string> {
  let text = ''
  try {
    const decoder = new TextDecoder()
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true })
      if (text.length > longestBody) break
    }
  } catch {
    // What came until then is enough.
  }
  return text
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.assign(Object.create(null), value)
      : undefined
  } catch {
    return undefined
  }
}

/** What an error page is about, by its words; the page itself is kept nowhere. */
function subjectsOf(text: string): readonly ('redirect_uri' | 'client_id')[] {
  const words = text.toLowerCase()
  return [
    ...(/redirect[ _-]?ur[il]/.test(words) ? (['redirect_uri'] as const) : []),
    ...(/client[ _-]?(id|not found|is (un|not )|unknown)|(unknown|invalid)[ _-]client/.test(words)
      ? (['client_id'] as const)
      : []),
  ]
}

/** The policies of a document's own `<meta>` elements. */
function policiesIn(html: string): string[] {
  const metas = html.match(/<meta\b[^>]*>/gi) ?? []
  return metas
    .filter((meta) => /http-equiv\s*=\s*["']?content-security-policy["'\s]/i.test(meta))
    .flatMap((meta) => {
      const [, , content] = /content\s*=\s*(["'])([\s\S]*?)\1/i.exec(meta) ?? []
      return content === undefined ? [] : [content.replaceAll('&#39;', "'")]
    })
}
