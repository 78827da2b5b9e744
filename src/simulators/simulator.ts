import { createHash, randomUUID } from 'node:crypto'
import type { Endpoints, Provider } from '../providers/provider.js'
import { createSigner } from './id-token.js'
import { type Person, people } from './people.js'
import { formPostPage, signInPage } from './sign-in-page.js'

/** What one provider does, in the words of the facts about it. */
export interface Traits {
  readonly provider: Provider
  readonly endpoints: Endpoints
  /** May a page read the token endpoint's answer, and the API's? `simple`: without a preflight only. */
  readonly cors: { readonly token: boolean | 'simple'; readonly api: boolean }
  /** How a client proves itself at the token endpoint. `none`: it must not try. */
  readonly secret: 'none' | 'post' | 'basic' | 'either' | ((form: URLSearchParams) => Promise<boolean>)
  readonly pkce: 'required' | 'supported' | 'ignored'
  /** Sent along with each answer to an authorization request. */
  readonly iss?: string
  readonly scopeSeparator?: ',' | ' '
  /** Why it would not have registered this redirect URI. */
  readonly refusesRedirect?: (url: URL) => string | undefined
  readonly tokenMethod?: 'GET' | 'POST'
  /** In seconds; absent: it does not say. */
  readonly expiresIn?: number
  /** Does this authorization request bring a refresh token? */
  readonly refresh?: (query: URLSearchParams) => boolean
  readonly rotates?: boolean
  /** The claims of an ID Token, where it issues one. */
  readonly idToken?: (person: Person, issued: Issued) => Readonly<Record<string, unknown>> | undefined
  readonly withoutNonce?: boolean
  /** The token endpoint's answer. */
  readonly answer?: (issued: Issued, request: Request) => Response
  readonly refuse?: (error: string, description: string, request: Request) => Response
  /** What the callback carries besides, in `form_post`. */
  readonly callbackFields?: (person: Person, first: boolean) => Readonly<Record<string, string>>
  /** The API: who the person is, in its own words. */
  readonly api: (person: Person, request: Request) => unknown
  /** What it renames in an authorization request. */
  readonly readQuery?: (query: URLSearchParams) => URLSearchParams
  /** What it renames in a token request. */
  readonly readForm?: (text: string) => URLSearchParams
  /** How a grant ends; `undefined`: it cannot be ended. */
  readonly revoke?: (request: Request) => Promise<string | undefined>
  /** Requests of its own kind, a registration for one. */
  readonly other?: (request: Request) => Promise<Response | undefined>
}

/** What the token endpoint hands out. */
export interface Issued {
  readonly access_token: string
  readonly refresh_token: string | undefined
  readonly id_token: string | undefined
  readonly expires_in: number | undefined
  readonly scope: string
  readonly clientId: string
  readonly person: Person
  readonly nonce: string | null
}

/** The registration of an app at a simulated provider. Without one, every client id is known there. */
export interface SimulatedClient {
  /** The client identifier that the provider knows. */
  readonly clientId: string
  /** The secret that belongs to it. */
  readonly clientSecret?: string
  /** Registers every redirect URI, localhost where the provider would not: for development. */
  readonly anyRedirect?: boolean
  /** Knows every client id: that of an app is its own, and made up here. */
  readonly anyClient?: boolean
}

/** A provider, as far as an app can tell. It answers under the provider's own URLs. */
export interface Simulator {
  /** The provider's id, as in `hallpass/providers`: `github`. */
  readonly id: string
  /** The provider's name for people: `GitHub`. */
  readonly name: string
  /** The hosts that it answers for: `github.com`, `api.github.com`. */
  readonly hosts: readonly string[]
  /** The token requests that came, as forms. */
  readonly tokenRequests: readonly URLSearchParams[]
  /** `undefined` for what is not its own. */
  handle(request: Request): Promise<Response | undefined>
  /** The page of which a request is a click: where the browser goes then. */
  click(authorizationUrl: string, login?: string): Promise<Response>
  /** Whether an access token is one of its own whose grant has not ended. */
  isLive(accessToken: string): boolean
  /** All grants end. */
  revokeAll(): void
}

interface Code {
  readonly query: URLSearchParams
  readonly person: Person
}

interface Grant {
  readonly query: URLSearchParams
  readonly person: Person
  readonly refreshable: boolean
  live: boolean
}

export function createSimulator(traits: Traits, client?: SimulatedClient): Simulator {
  const { provider, endpoints } = traits
  const signer = createSigner()
  const codes = new Map<string, Code>()
  const access = new Map<string, Grant>()
  const refresh = new Map<string, { readonly grant: Grant; used: boolean }>()
  const seen = new Set<string>()
  const tokenRequests: URLSearchParams[] = []
  const apis = new Set(
    [endpoints.userinfo, ...(provider.profile?.requests.map(({ url }) => url) ?? [])].map(path),
  )

  return {
    id: provider.id,
    name: provider.name,
    hosts: [
      ...new Set([...Object.values(endpoints), ...apis].filter((url) => url).map((url) => new URL(url).host)),
    ],
    tokenRequests,
    async handle(request) {
      const here = path(request.url)
      const { token, api } = traits.cors
      if (here === path(endpoints.token)) return withCors(request, token, () => exchange(request))
      if (here === path(endpoints.authorization)) return authorize(request)
      if (here === path(endpoints.jwks)) return signer.keys()
      if (traits.revoke && here === revocationPath()) {
        return withCors(request, provider.revokeFromPage, async () => revoke(request))
      }
      if (apis.has(here)) return withCors(request, api, async () => askApi(request))
      const other = await traits.other?.(request)
      return other && withCors(request, true, async () => other)
    },
    click: (url, login = 'ada') =>
      authorize(new Request(url, { method: 'POST', body: new URLSearchParams({ person: login }) })),
    isLive: (token) => access.get(token)?.live === true,
    revokeAll() {
      for (const grant of access.values()) grant.live = false
    },
  }

  function revocationPath(): string | undefined {
    const pattern = endpoints.revocation?.replace('{client_id}', client?.clientId ?? '')
    return pattern && path(pattern)
  }

  async function authorize(request: Request): Promise<Response> {
    const asked = new URL(request.url).searchParams
    const query = traits.readQuery?.(asked) ?? asked
    const redirectUri = query.get('redirect_uri') ?? ''
    const problem = authorizationProblem(query, redirectUri)
    if (problem)
      return page(`<!doctype html><title>${provider.name}</title><h1>Error</h1><p>${problem}</p>`, 400)
    const back = (fields: Readonly<Record<string, string>>): Response => {
      const state = query.get('state')
      const all = { ...fields, ...(state && { state }), ...(traits.iss && { iss: traits.iss }) }
      if (query.get('response_mode') === 'form_post') return page(formPostPage(redirectUri, all))
      const url = new URL(redirectUri)
      for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
      return new Response(null, { status: 302, headers: { location: url.href } })
    }
    if (query.get('prompt') === 'none') return back({ error: 'login_required' })
    if (request.method !== 'POST') return page(signInPage(provider.name, new URL(request.url).search))
    const login = new URLSearchParams(await request.text()).get('person')
    const person = people.find((one) => one.login === login)
    if (!person) return back({ error: 'access_denied' })
    const code = randomUUID()
    codes.set(code, { query, person })
    const first = !seen.has(person.id)
    seen.add(person.id)
    return back({ code, ...traits.callbackFields?.(person, first) })
  }

  function authorizationProblem(query: URLSearchParams, redirectUri: string): string | undefined {
    if (client && !client.anyClient && query.get('client_id') !== client.clientId) return 'invalid client id'
    if (!URL.canParse(redirectUri)) return 'invalid redirect_uri'
    if (query.get('response_type') !== 'code') return 'unsupported response type'
    if (traits.pkce === 'required' && query.get('code_challenge_method') !== 'S256')
      return 'code_challenge required'
    const scope = query.get('scope') ?? ''
    if (provider.responseMode && scope && query.get('response_mode') !== provider.responseMode) {
      return `response_mode must be ${provider.responseMode} when a scope is asked for`
    }
    if (traits.scopeSeparator === ',' && scope.includes(' ')) return `invalid scope: ${scope}`
    return client?.anyRedirect ? undefined : traits.refusesRedirect?.(new URL(redirectUri))
  }

  async function exchange(request: Request): Promise<Response> {
    const refuse = (error: string, error_description: string): Response =>
      traits.refuse?.(error, error_description, request) ??
      Response.json({ error, error_description }, { status: 400 })
    const form = await readForm(request)
    if (!form) return refuse('invalid_request', 'method or content type')
    tokenRequests.push(form)
    const who = await authenticate(request, form)
    if (who) return refuse('invalid_client', who)
    if (form.get('grant_type') === 'refresh_token') {
      const found = refresh.get(form.get('refresh_token') ?? '')
      if (!found?.grant.live) return refuse('invalid_grant', 'no such refresh token')
      if (found.used) {
        found.grant.live = false
        return refuse('invalid_grant', 'the refresh token was used before')
      }
      found.used = traits.rotates === true
      return issue(found.grant, request)
    }
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    if (!code) return refuse('invalid_grant', 'no such code')
    const { query, person } = code
    const challenge = query.get('code_challenge')
    const verifier = form.get('code_verifier')
    if (form.has('redirect_uri') && form.get('redirect_uri') !== query.get('redirect_uri')) {
      return refuse('invalid_grant', 'redirect_uri')
    }
    if (traits.pkce !== 'ignored' && challenge !== (verifier && sha256(verifier)))
      return refuse('invalid_grant', 'PKCE')
    return issue({ query, person, live: true, refreshable: traits.refresh?.(query) ?? false }, request)
  }

  async function readForm(request: Request): Promise<URLSearchParams | undefined> {
    if (traits.tokenMethod === 'GET') {
      return request.method === 'GET' ? new URL(request.url).searchParams : undefined
    }
    if (request.method !== 'POST') return undefined
    const text = await request.text()
    if (traits.readForm) return traits.readForm(text)
    const form = /^application\/x-www-form-urlencoded/.test(request.headers.get('content-type') ?? '')
    return form ? new URLSearchParams(text) : undefined
  }

  /** What is wrong with who asks. */
  async function authenticate(request: Request, form: URLSearchParams): Promise<string | undefined> {
    const { secret } = traits
    const [scheme, credentials = ''] = (request.headers.get('authorization') ?? '').split(' ')
    // RFC 6749, section 2.3.1: each of them form-encoded.
    const decode = (text: string): string => new URLSearchParams(`_=${text}`).get('_') ?? ''
    const [id, password] = Buffer.from(credentials, 'base64').toString().split(':').map(decode)
    const basic = scheme === 'Basic' ? { id, password } : undefined
    if (typeof secret === 'function') return (await secret(form)) ? undefined : 'the client secret is wrong'
    if (secret === 'none')
      return basic || form.has('client_secret') ? 'a public client has no secret' : undefined
    const byBasic = secret !== 'post' && basic
    const posted = secret === 'basic' ? undefined : form.get('client_secret')
    const given = byBasic ? basic?.password : posted
    const clientId = byBasic ? basic?.id : form.get('client_id')
    if (!given) return 'client_secret is missing'
    const known = !client || client.anyClient || clientId === client.clientId
    if (client && (given !== client.clientSecret || !known)) return 'the client secret is wrong'
    return undefined
  }

  async function issue(grant: Grant, request: Request): Promise<Response> {
    const { query, person, refreshable } = grant
    const clientId = query.get('client_id') ?? ''
    const access_token = `${provider.id}-access-${randomUUID()}`
    const refresh_token = refreshable ? `${provider.id}-refresh-${randomUUID()}` : undefined
    access.set(access_token, grant)
    if (refresh_token) refresh.set(refresh_token, { grant, used: false })
    const issued: Issued = {
      access_token,
      refresh_token,
      id_token: undefined,
      expires_in: traits.expiresIn,
      scope: (query.get('scope') ?? '').replaceAll(traits.scopeSeparator ?? ' ', ' '),
      clientId,
      person,
      nonce: query.get('nonce'),
    }
    const claims = traits.idToken?.(person, issued)
    const now = Math.floor(Date.now() / 1000)
    const standard = { iss: provider.issuer, aud: clientId, iat: now, exp: now + 3600 }
    const nonce = issued.nonce && !traits.withoutNonce ? { nonce: issued.nonce } : {}
    const id_token = claims && (await signer.sign({ ...standard, ...nonce, ...claims }))
    return (traits.answer ?? standardAnswer)({ ...issued, id_token }, request)
  }

  async function revoke(request: Request): Promise<Response> {
    const token = (await traits.revoke?.(request)) ?? ''
    const grant = access.get(token) ?? refresh.get(token)?.grant
    if (grant) grant.live = false
    return new Response(null, { status: 200 })
  }

  async function askApi(request: Request): Promise<Response> {
    const token = request.headers.get('authorization')?.replace(/^bearer /i, '') ?? ''
    const grant = access.get(token)
    if (!grant?.live) return Response.json({ message: 'Bad credentials' }, { status: 401 })
    return Response.json(traits.api(grant.person, request))
  }
}

export function standardAnswer({
  access_token,
  refresh_token,
  id_token,
  expires_in,
  scope,
}: Issued): Response {
  return Response.json({ access_token, token_type: 'Bearer', refresh_token, id_token, expires_in, scope })
}

/** RFC 7009. */
export async function tokenOfForm(request: Request): Promise<string | undefined> {
  return new URLSearchParams(await request.text()).get('token') ?? undefined
}

export async function tokenOfHeader(request: Request): Promise<string | undefined> {
  return request.headers.get('authorization')?.replace(/^bearer /i, '')
}

/** Standard claims, for whom that is the whole story. */
export function standardClaims({
  id,
  name,
  email,
  picture,
  login,
}: Person): Readonly<Record<string, unknown>> {
  return { sub: id, name, email, email_verified: true, picture, preferred_username: login }
}

async function withCors(
  request: Request,
  allowed: boolean | 'simple',
  run: () => Promise<Response>,
): Promise<Response> {
  const origin = request.headers.get('origin')
  const allow = allowed && origin ? { 'access-control-allow-origin': origin, vary: 'origin' } : {}
  if (request.method === 'OPTIONS') {
    const preflight = allowed === true && {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'authorization, content-type',
    }
    return new Response(null, { status: 204, headers: preflight ? { ...allow, ...preflight } : {} })
  }
  const response = await run()
  for (const [name, value] of Object.entries(allow)) response.headers.set(name, value)
  return response
}

function page(html: string, status = 200): Response {
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

function path(url: string | undefined): string {
  if (!url) return ''
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
