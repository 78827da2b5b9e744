import type { EpochMs } from '../clock.js'
import type { ProofProblem } from './dpop-check.js'

/**
 * What an API of a test server answers: a `Response`; a function that makes one of the request, or anything
 * else; or anything else, which is answered as JSON with status 200.
 */
export type ApiAnswer = unknown

/** A request that an API of a test server got. */
export interface ApiRequest {
  /** The method, in upper case. */
  readonly method: string
  /** The whole URL. */
  readonly url: string
  /** The access token that it came with; `undefined` without one. */
  readonly accessToken: string | undefined
  /** Whose token that is; `undefined` for a token that is not good. */
  readonly sub: string | undefined
  /** The scope of the token; empty for a token that is not good. */
  readonly scope: readonly string[]
  /** The body, as text; empty without one. */
  readonly body: string
  /** The status that was answered; `undefined` while there is no answer. */
  readonly status: number | undefined
}

/** What a test server knows of an access token that it issued. */
export interface IssuedToken {
  /** Whose token it is. */
  readonly sub: string
  /** The scope that was granted, with spaces between its words. */
  readonly scope: string
  /** When it expires, by the server's clock; `undefined` where it does not. */
  readonly expiresAt: EpochMs | undefined
  /** When the person last signed in, by the server's clock. */
  readonly authTime: EpochMs
  /** The authentication context class of that login. */
  readonly acr: string | undefined
  /** The thumbprint of the key that it is bound to (RFC 9449, section 6). */
  readonly jkt: string | undefined
}

/** What an API of a test server wants of a token before it answers: see `TestServer.challenge`. */
export interface ApiChallenge {
  /** The scope that a call needs (RFC 6750, section 3.1). */
  readonly scope?: string | readonly string[]
  /** The authentication context classes, of which the API takes any one (RFC 9470, section 3). */
  readonly acrValues?: string | readonly string[]
  /** The longest time since the person last signed in, in seconds (RFC 9470, section 3). */
  readonly maxAge?: number
}

/** The server that issues the tokens of an API, as far as the API needs it. */
export interface TokenIssuer {
  readonly challenge: ApiChallenge | undefined
  readonly apisAreOpen: boolean
  readonly tokensSeen: string[]
  readonly apiRequests: ApiRequest[]
  read(accessToken: string): IssuedToken | undefined
}

type CheckProof = (token: IssuedToken) => Promise<ProofProblem | undefined>

export interface TestApi {
  answer(url: string | RegExp, answer: ApiAnswer): void
  handle(request: Request, checkProof: CheckProof): Promise<Response>
  /** What is known of the request's token, or the refusal where it is not good. */
  authorize(request: Request, checkProof: CheckProof): Promise<IssuedToken | Response>
}

/** The APIs of a test server: they check the token first, and then answer what the test said. */
export function createTestApi(server: TokenIssuer, now: () => EpochMs): TestApi {
  const answers: { readonly fits: (request: Request) => boolean; readonly answer: ApiAnswer }[] = []

  async function authorize(request: Request, checkProof: CheckProof): Promise<IssuedToken | Response> {
    const value = tokenOf(request)
    const token = value === undefined ? undefined : server.read(value)
    if (!token) return refuse(401, value === undefined ? {} : { error: 'invalid_token' })
    const problem = await checkProof(token)
    return problem ? refuse(401, { error: problem }, 'DPoP') : token
  }

  async function respond(request: Request): Promise<Response> {
    const found = answers.find(({ fits }) => fits(request))
    if (!found) return Response.json({ ok: true })
    const { answer } = found
    const answered = typeof answer === 'function' ? await answer(request) : answer
    return answered instanceof Response ? answered.clone() : Response.json(answered)
  }

  async function handle(request: Request, checkProof: CheckProof): Promise<Response> {
    if (server.apisAreOpen && tokenOf(request) === undefined) return respond(request)
    const token = await authorize(request, checkProof)
    if (token instanceof Response) return token
    return challengeOf(token) ?? respond(request)
  }

  function challengeOf(token: IssuedToken): Response | undefined {
    const { scope, acrValues, maxAge } = server.challenge ?? {}
    const [wanted, classes] = [words(scope), words(acrValues)]
    if (!wanted.every((word) => words(token.scope).includes(word)))
      return refuse(403, { error: 'insufficient_scope', scope: wanted.join(' ') })
    const isOld = maxAge !== undefined && now() - token.authTime > maxAge * 1000
    if (!isOld && (!classes.length || (token.acr !== undefined && classes.includes(token.acr))))
      return undefined
    return refuse(401, {
      error: 'insufficient_user_authentication',
      ...(classes.length && { acr_values: classes.join(' ') }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
    })
  }

  return {
    answer(url, answer) {
      answers.unshift({ fits: matcher(url), answer })
    },
    async handle(request, checkProof) {
      const accessToken = tokenOf(request)
      server.tokensSeen.push(accessToken ?? '')
      const token = accessToken === undefined ? undefined : server.read(accessToken)
      const { method, url } = request
      const seen = { method, url, accessToken, sub: token?.sub, scope: words(token?.scope) }
      const body = await request.clone().text()
      const entry: { -readonly [Name in keyof ApiRequest]: ApiRequest[Name] } = {
        ...seen,
        body,
        status: undefined,
      }
      server.apiRequests.push(entry)
      const response = await handle(request, checkProof)
      entry.status = response.status
      return response
    },
    authorize,
  }
}

function tokenOf(request: Request): string | undefined {
  return /^(?:Bearer|DPoP) (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
}

/** RFC 6750, section 3. */
function refuse(status: number, parameters: Readonly<Record<string, string>>, scheme = 'Bearer'): Response {
  const text = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  return new Response(null, {
    status,
    headers: { 'www-authenticate': `${scheme} ${text.join(', ')}`.trim() },
  })
}

function words(text: string | readonly string[] | undefined): readonly string[] {
  return (typeof text === 'string' ? text.split(' ') : (text ?? [])).filter(Boolean)
}

/** A text is compared with the URL without its query, and with the method where it names one. */
function matcher(url: string | RegExp): (request: Request) => boolean {
  if (typeof url !== 'string') return (request) => url.test(request.url)
  const [, method, address = url] = /^([A-Z]+) (.+)$/.exec(url) ?? []
  return (request) =>
    (method === undefined || method === request.method) &&
    request.url.replace(/[?#].*/s, '') === new URL(address).href.replace(/[?#].*/s, '')
}
