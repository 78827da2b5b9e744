import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import type { Provider } from '../providers/provider.js'
import type {
  ApiFacts,
  AuthorizationFacts,
  ClockFacts,
  DocumentFacts,
  EndpointFacts,
  EndpointName,
  Facts,
  KnownProvider,
  Reply,
} from './facts.js'
import { textOf } from './metadata.js'
import type { Observed, Observer } from './observer.js'
import { replyText } from './reply-text.js'

/** What is looked at. */
export interface Subject {
  readonly issuer: string
  readonly origin: string
  readonly clientId?: string | undefined
  readonly redirectUri?: string | undefined
  readonly scope?: string | undefined
  readonly apis: readonly string[]
  readonly dpop?: boolean | undefined
  readonly fapi?: boolean | undefined
  /** The metadata, where the app brings it along. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** A server part signs people in, so the page asks the authorization server for nothing. */
  readonly serverPart?: boolean | undefined
  readonly provider?: KnownProvider | undefined
  /** The page whose headers are looked at. */
  readonly pageUrl?: string | undefined
}

/** Asks everything there is to ask, and judges nothing. `tell` is called before each step. */
export async function collect(
  subject: Subject,
  observer: Observer,
  tell: (step: string) => void,
): Promise<Facts> {
  const { issuer, apis, provider, clientId, redirectUri } = subject
  if (!subject.metadata) tell('Asking for the metadata')
  const { documents, found, observed } = subject.metadata
    ? { documents: [], found: undefined, observed: [] }
    : await askForMetadata(issuer, observer)
  const metadata = subject.metadata ?? found ?? metadataOf(provider?.provider)
  tell('Asking the endpoints')
  const endpoints = await askEndpoints(metadata, subject, observer)
  tell('Asking the APIs')
  const apiFacts = await Promise.all(apis.map((url) => askApi(url, observer)))
  const mayAsk = clientId !== undefined && redirectUri !== undefined
  if (mayAsk) tell('Sending an authorization request')
  const authorization = mayAsk
    ? await askForCode(metadata, { ...subject, clientId, redirectUri }, observer)
    : undefined
  tell('Looking at the page')
  const page = await observer.page()
  const timed = [endpoints.token?.simple, ...observed] as readonly (Observed | undefined)[]
  return {
    ...subject,
    seenFrom: observer.seenFrom,
    documents,
    metadata,
    endpoints,
    clock: clockOf(timed),
    slowest: slowestOf(documents, observed, endpoints.token),
    authorization,
    page,
    apis: apiFacts,
  }
}

async function askForMetadata(issuer: string, observer: Observer) {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const urls: readonly (readonly [DocumentFacts['kind'], string])[] = [
    ['openid', `${origin}${path}/.well-known/openid-configuration`],
    ['oauth', `${origin}/.well-known/oauth-authorization-server${path}`],
  ]
  const observed = await Promise.all(urls.map(([, url]) => observer.request(url)))
  const documents = urls.map(([kind, url], at): DocumentFacts => {
    const { json, ...reply } = observed[at] as Observed
    const endpoints = ['authorization', 'token'].filter((name) => isSecureUrl(json?.[`${name}_endpoint`]))
    return { ...reply, kind, url, isJson: json !== undefined, issuer: textOf(json?.issuer), endpoints }
  })
  const found = observed.find(({ json }) => textOf(json?.issuer) !== undefined)?.json
  return { documents, found, observed }
}

/** What a preset brings along, in the words of metadata. */
function metadataOf(provider: Provider | undefined): Readonly<Record<string, unknown>> {
  const { endpoints } = provider ?? {}
  if (!endpoints) return {}
  return own({
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
    ...(endpoints.userinfo && { userinfo_endpoint: endpoints.userinfo }),
    ...(endpoints.revocation && { revocation_endpoint: endpoints.revocation }),
    ...(endpoints.endSession && { end_session_endpoint: endpoints.endSession }),
    ...(endpoints.jwks && { jwks_uri: endpoints.jwks }),
    ...(provider?.pkce !== 'none' && { code_challenge_methods_supported: ['S256'] }),
  })
}

async function askEndpoints(
  metadata: Facts['metadata'],
  { clientId = 'none', redirectUri, origin }: Subject,
  observer: Observer,
): Promise<Facts['endpoints']> {
  // None of these is a secret, or anything that a server knows: each request is there to be refused.
  const verifier = 'hallpass-doctor-sends-a-verifier-that-belongs-to-nothing'
  const code = {
    grant_type: 'authorization_code',
    code: 'hallpass-doctor',
    redirect_uri: redirectUri ?? `${origin}/`,
    client_id: clientId,
    code_verifier: verifier,
  }
  const token = { token: 'hallpass-doctor', client_id: clientId }
  const asked: Readonly<Record<EndpointName, () => Promise<EndpointFacts> | undefined>> = {
    jwks: () => at('jwks_uri', async (url) => ({ url, simple: await observer.request(url) })),
    token: () =>
      at('token_endpoint', async (url) => ({
        url,
        simple: await observer.request(url, code),
        dpopPreflight: await observer.preflight(url, 'POST', ['dpop']),
      })),
    revocation: () =>
      at('revocation_endpoint', async (url) => ({ url, simple: await observer.request(url, token) })),
    userinfo: () =>
      at('userinfo_endpoint', async (url) => ({
        url,
        simple: await observer.request(url),
        preflight: await observer.preflight(url, 'GET', ['authorization']),
      })),
  }
  const entries = await Promise.all(
    Object.entries(asked).map(async ([name, ask]) => [name, await ask()] as const),
  )
  return Object.fromEntries(entries.filter(([, facts]) => facts !== undefined))

  function at<T>(name: string, ask: (url: string) => Promise<T>): Promise<T> | undefined {
    const url = textOf(metadata[name])?.replaceAll('{client_id}', encodeURIComponent(clientId))
    return url !== undefined && isSecureUrl(url) ? ask(url) : undefined
  }
}

async function askApi(url: string, observer: Observer): Promise<ApiFacts> {
  return {
    url,
    preflight: await observer.preflight(url, 'GET', ['authorization']),
    dpopPreflight: await observer.preflight(url, 'GET', ['authorization', 'dpop']),
    simple: await observer.request(url),
  }
}

interface KnownClient extends Subject {
  readonly clientId: string
  readonly redirectUri: string
}

async function askForCode(
  metadata: Facts['metadata'],
  subject: KnownClient,
  observer: Observer,
): Promise<AuthorizationFacts | undefined> {
  const endpoint = textOf(metadata.authorization_endpoint)
  if (endpoint === undefined || !isSecureUrl(endpoint)) return undefined
  const first = await send(subject.redirectUri)
  // What is registered shows in the difference, where the server answers each with a page.
  if (observer.seenFrom === 'page') return first
  const control = (await send('https://not-registered.invalid/callback')).outcome
  return { ...first, ...(/^(returned|page|refused)$/.test(control) && { control: control as 'page' }) }

  async function send(redirectUri: string): Promise<AuthorizationFacts> {
    const secrets = [randomText(), randomText(), randomText()] as const
    const scope = subject.scope ?? 'openid'
    const parameters = {
      response_type: 'code',
      client_id: subject.clientId,
      redirect_uri: redirectUri,
      scope,
      state: secrets[0],
      // As in a login: the nonce is for an ID Token, and servers without OpenID Connect refuse it.
      ...(scope.split(' ').includes('openid') && { nonce: secrets[1] }),
      code_challenge: secrets[2],
      code_challenge_method: 'S256',
      prompt: 'none',
    }
    const pushed = textOf(metadata.pushed_authorization_request_endpoint)
    let query: Readonly<Record<string, string>> = parameters
    if (metadata.require_pushed_authorization_requests === true && pushed && isSecureUrl(pushed)) {
      const { json, status, reached, error, description } = await observer.request(pushed, parameters)
      const reference = textOf(json?.request_uri)
      if (!reached) return { outcome: 'unreachable' }
      if (reference === undefined) {
        const about = (['redirect_uri', 'client_id'] as const).filter((name) =>
          `${error} ${description}`.replace(/client\b/, 'client_id').includes(name),
        )
        return { outcome: 'refused', status, about, error, description: replyText(description, secrets) }
      }
      query = { client_id: subject.clientId, request_uri: reference }
    }
    const url = new URL(endpoint as string)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return observer.authorize({ url: url.href, redirectUri, issuer: subject.issuer, secrets })
  }
}

/** 43 characters, as a verifier, a state and a challenge have them (RFC 7636, section 4.1). */
function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

function clockOf(observed: readonly (Observed | undefined)[]): ClockFacts | undefined {
  const timed = observed.find((one) => one?.serverTime !== undefined)
  if (timed?.serverTime === undefined) return undefined
  // The header counts whole seconds: on the average half of one is cut off.
  const aheadMs = timed.deviceTime - (timed.serverTime + 500)
  return { aheadMs, exactToMs: 500 + timed.tookMs / 2 }
}

/** Of the answers to plain requests: a preflight is one more way to the server and back. */
function slowestOf(
  documents: readonly DocumentFacts[],
  observed: readonly Observed[],
  token: EndpointFacts | undefined,
): Facts['slowest'] {
  const timed = [
    ...documents.map(({ url }, at) => ({ url, reply: observed[at] })),
    { url: token?.url ?? '', reply: token?.simple as Observed | undefined },
  ]
  const [slowest] = timed
    .flatMap(({ url, reply }) => (reply?.reached ? [{ url, tookMs: reply.tookMs }] : []))
    .toSorted((one, other) => other.tookMs - one.tookMs)
  return slowest
}

/** The members of an answer in JSON that say what was wrong (RFC 6749, section 5.2). */
export function refusalIn(
  json: Readonly<Record<string, unknown>> | undefined,
): Pick<Reply, 'error' | 'description'> {
  return { error: replyText(json?.error, [], 60), description: replyText(json?.error_description) }
}
