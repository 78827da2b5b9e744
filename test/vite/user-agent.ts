import { createHash, randomBytes } from 'node:crypto'
import type { Served } from './served.js'

export interface Tokens {
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token?: string
  readonly scope: string
  readonly token_type: string
  readonly expires_in: number
}

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface AuthorizationRequest {
  readonly verifier: string
  readonly parameters: Record<string, string>
}

export interface UserAgent {
  /** One request with the cookies, and none after it. */
  readonly visit: (url: string, init?: RequestInit) => Promise<Response>
  /** Follows redirects, with the same headers, as long as they stay at the authorization server. */
  readonly navigate: (url: string, init?: RequestInit) => Promise<{ url: URL; response: Response }>
  readonly authorizationUrl: (request: AuthorizationRequest) => string
  readonly request: (parameters?: Record<string, string | undefined>) => AuthorizationRequest
  /** Opens the sign-in page for a request and clicks on somebody, or on nobody. */
  readonly pick: (request: AuthorizationRequest, sub: string | undefined) => Promise<URL>
  readonly post: (
    path: string,
    form: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Response>
  readonly token: (form: Record<string, string>, headers?: Record<string, string>) => Promise<Answer>
  readonly redeem: (callback: URL, request: AuthorizationRequest) => Promise<Tokens>
  /** The whole way from the click on "Sign in" to tokens. */
  readonly signIn: (sub?: string, parameters?: Record<string, string | undefined>) => Promise<Tokens>
  readonly refresh: (refreshToken: string | undefined, form?: Record<string, string>) => Promise<Answer>
  readonly userinfo: (accessToken: string) => Promise<Response>
}

/** What a person's browser keeps between requests: cookies. It follows no redirect by itself. */
export function createUserAgent({ issuer, origin }: Pick<Served, 'issuer' | 'origin'>): UserAgent {
  const jar = new Map<string, { readonly value: string; readonly path: string }>()

  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url)
    const cookies = [...jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split('|')[0]}=${value}`)
    const headers = new Headers(init.headers)
    headers.set('cookie', cookies.join('; '))
    headers.set('accept', 'text/html')
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /path=([^;]+)/i.exec(line)?.[1] ?? '/'
      if (value === '' || line.includes('01 Jan 1970')) jar.delete(`${name}|${path}`)
      else jar.set(`${name}|${path}`, { value, path })
    }
    return response
  }

  async function navigate(url: string, init: RequestInit = {}): Promise<{ url: URL; response: Response }> {
    let response = await visit(url, init)
    let at = new URL(url)
    for (;;) {
      const location = response.headers.get('location')
      if (location === null) return { url: at, response }
      at = new URL(location, at)
      if (!at.href.startsWith(issuer)) return { url: at, response }
      response = await visit(at.href, init.headers && { headers: init.headers })
    }
  }

  function authorizationUrl({ parameters }: AuthorizationRequest): string {
    return `${issuer}/authorize?${new URLSearchParams(parameters)}`
  }

  async function pick(request: AuthorizationRequest, sub: string | undefined): Promise<URL> {
    const page = await navigate(authorizationUrl(request))
    const body = new URLSearchParams(sub === undefined ? { cancel: 'yes' } : { sub })
    return (await navigate(page.url.href, { method: 'POST', body })).url
  }

  function request(parameters: Record<string, string | undefined> = {}): AuthorizationRequest {
    const verifier = randomBytes(32).toString('base64url')
    const all = {
      client_id: 'spa',
      response_type: 'code',
      redirect_uri: `${origin}/deep/page`,
      scope: 'openid profile email offline_access',
      state: randomBytes(8).toString('hex'),
      nonce: randomBytes(8).toString('hex'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    }
    return {
      verifier,
      parameters: Object.fromEntries(
        Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]),
      ),
    }
  }

  async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    return fetch(`${issuer}${path}`, { method: 'POST', body: new URLSearchParams(form), headers })
  }

  async function token(form: Record<string, string>, headers?: Record<string, string>): Promise<Answer> {
    const response = await post('/token', { client_id: 'spa', ...form }, headers)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  async function redeem(callback: URL, { verifier, parameters }: AuthorizationRequest): Promise<Tokens> {
    const { status, body } = await token({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: parameters.redirect_uri ?? '',
      code_verifier: verifier,
    })
    if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`)
    return body as unknown as Tokens
  }

  return {
    visit,
    navigate,
    authorizationUrl,
    request,
    pick,
    post,
    token,
    redeem,
    async signIn(sub = 'ada', parameters: Record<string, string | undefined> = {}): Promise<Tokens> {
      const asked = request(parameters)
      return redeem(await pick(asked, sub), asked)
    },
    async refresh(refreshToken: string | undefined, form: Record<string, string> = {}): Promise<Answer> {
      return token({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '', ...form })
    },
    async userinfo(accessToken: string): Promise<Response> {
      return fetch(`${issuer}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })
    },
  }
}
