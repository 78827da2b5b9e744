/** A request that arrived at the provider. */
export interface Arrived {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  readonly form: URLSearchParams
}

type Answer = (arrived: Arrived) => Response | undefined | Promise<Response | undefined>

export interface Simulator {
  /** Of the access tokens that are made next, in characters. */
  accessTokenLength: number | undefined
  /** What `fetch` is towards it. */
  readonly fetch: typeof fetch
  readonly arrived: Arrived[]
  /** Answers the next requests to this path otherwise; `undefined` as it would. */
  answer(path: string, answer: Answer): void
  /** What the person's browser gets for the authorization request: the URL of the callback. */
  authorize(request: string, more?: Readonly<Record<string, string | undefined>>): URL
  /** Grants that live: by refresh token. */
  readonly refreshTokens: Map<string, { readonly sub: string; readonly scope: string }>
  secrets(): readonly string[]
}

export interface SimulatorOptions {
  readonly issuer: string
  readonly expiresIn?: number | undefined
  readonly rotate?: boolean
  readonly refreshTokens?: boolean
  readonly idToken?: boolean
  /** Who signs in next. */
  person: { readonly sub: string; readonly [claim: string]: unknown }
  readonly accessTokenLength?: number
  /** Further members of each token response. */
  readonly more?: Readonly<Record<string, unknown>>
  now(): number
}

/**
 * An authorization server with a secret, of which every misbehaviour can be had. Its paths are `/authorize`,
 * `/token`, `/revoke` and `/user`.
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const arrived: Arrived[] = []
  const codes = new Map<string, URLSearchParams & { sub?: string }>()
  const refreshTokens = new Map<string, { sub: string; scope: string }>()
  const people = new Map<string, SimulatorOptions['person']>()
  const answers = new Map<string, Answer>()
  const secrets: string[] = []

  function make(kind: string, length = 24): string {
    const value = `${kind}-${crypto.randomUUID()}`.padEnd(length, 'x')
    secrets.push(value)
    return value
  }

  function grant(
    sub: string,
    scope: string,
    nonce: string | null,
    refreshToken: string | undefined,
  ): Response {
    const access = make('access-token', simulator.accessTokenLength)
    people.set(access, people.get(sub) ?? { sub })
    return Response.json({
      access_token: access,
      token_type: 'bearer',
      scope,
      ...(options.expiresIn !== undefined && { expires_in: options.expiresIn }),
      ...(refreshToken && { refresh_token: refreshToken }),
      ...((options.idToken ?? true) && { id_token: idToken(sub, nonce) }),
      ...options.more,
    })
  }

  function idToken(sub: string, nonce: string | null): string {
    const now = Math.floor(options.now() / 1000)
    const claims = {
      iss: options.issuer,
      aud: 'client-1',
      iat: now,
      exp: now + 3600,
      ...(nonce && { nonce }),
      ...people.get(sub),
    }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`
    secrets.push(token)
    return token
  }

  function token({ form }: Arrived): Response {
    if (form.get('grant_type') === 'refresh_token') {
      const old = form.get('refresh_token') ?? ''
      const known = refreshTokens.get(old)
      if (!known) return Response.json({ error: 'invalid_grant' }, { status: 400 })
      if (options.rotate) refreshTokens.delete(old)
      const next = options.rotate ? make('refresh-token') : undefined
      if (next) refreshTokens.set(next, known)
      return grant(known.sub, form.get('scope') ?? known.scope, null, next)
    }
    const code = form.get('code') ?? ''
    const asked = codes.get(code)
    codes.delete(code)
    if (!asked || asked.get('redirect_uri') !== form.get('redirect_uri')) {
      return Response.json({ error: 'invalid_grant', error_description: `bad ${code}` }, { status: 400 })
    }
    const { sub = '' } = asked
    const scope = asked.get('scope') ?? ''
    const refreshToken = (options.refreshTokens ?? true) ? make('refresh-token') : undefined
    if (refreshToken) refreshTokens.set(refreshToken, { sub, scope })
    return grant(sub, scope, asked.get('nonce'), refreshToken)
  }

  function answerOf(request: Arrived): Response {
    switch (request.url.pathname) {
      case '/token':
        return token(request)
      case '/revoke':
        refreshTokens.delete(request.form.get('token') ?? '')
        return new Response(null, { status: 200 })
      case '/user':
        return Response.json(people.get((request.headers.get('authorization') ?? '').slice(7)) ?? {}, {
          status: 200,
        })
      default:
        return Response.json({ path: request.url.pathname, method: request.method })
    }
  }

  const simulator: Simulator = {
    accessTokenLength: options.accessTokenLength,
    arrived,
    refreshTokens,
    secrets: () => secrets,
    answer: (path, answer) => void answers.set(path, answer),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const body = await request.text()
      const form = new URLSearchParams(
        /urlencoded/.test(request.headers.get('content-type') ?? '') ? body : '',
      )
      const one = { method: request.method, url: new URL(request.url), headers: request.headers, body, form }
      arrived.push(one)
      return (await answers.get(one.url.pathname)?.(one)) ?? answerOf(one)
    },
    authorize: (request, more = {}) => {
      const { searchParams } = new URL(request)
      const code = make('code')
      people.set(options.person.sub, { ...options.person })
      codes.set(code, Object.assign(new URLSearchParams(searchParams), { sub: options.person.sub }))
      secrets.push(searchParams.get('state') ?? '')
      const url = new URL(searchParams.get('redirect_uri') ?? '')
      const answer = { code, state: searchParams.get('state') ?? '', iss: options.issuer, ...more }
      for (const [name, value] of Object.entries(answer))
        if (value !== undefined) url.searchParams.set(name, value)
      return url
    },
  }
  return simulator
}
