import type { Call } from './call.js'
import { overridesBody, overridesQuery } from './overrides.js'
import { findProxiedUrl, type ProxiedApi } from './proxied-api.js'
import { readBytes } from './read-body.js'
import { Refusal } from './refusal.js'
import { hasEnded, readSession } from './session-cookie.js'
import { tokenChallenges } from './token-challenges.js'

const maxBodyBytes = 1 << 20

/** What a page may say to any API. Cookies, credentials and where it comes from stay here. */
const requestHeaders = [
  'accept',
  'accept-language',
  'content-type',
  'if-none-match',
  'if-match',
  'if-modified-since',
  'range',
]

/**
 * What an API may say to a page: about the body, and about what it allows next. No cookies, no policies, no
 * redirects.
 */
const responseHeaders: readonly RegExp[] = [
  /^(content-(type|language|disposition|range)|etag|last-modified|link|retry-after|warning)$/,
  /^x-((ratelimit|oauth|accepted)-[\w-]+|request-id|total-count|next-page)$/,
]

/** Sends the page's request on, with the token that the page never sees (RFC 10017, section 6.1.3.6). */
export async function api(call: Call, rest: string): Promise<Response> {
  const { request, url, provider } = call
  const found = findProxiedUrl(provider.apis, rest, url.search)
  if (!found) throw new Refusal(404, 'invalid_request', "This URL is not in 'apis' of the server part.")
  const target = found.apis.find(({ methods }) => methods.includes(request.method))
  if (!target) {
    throw new Refusal(405, 'invalid_request', "This method is not in 'methods' of the server part.", {
      allow: found.apis.flatMap(({ methods }) => methods).join(', '),
    })
  }
  if (overridesQuery(url.search.slice(1))) throw overriding()
  const token = await tokenOf(call)
  const answer = await send(call, found.url, target, token)
  call.audit({
    type: 'proxied',
    provider: provider.name,
    method: request.method,
    host: target.host,
    status: answer.status,
  })
  return answer
}

/**
 * Resolves to the access token of the session. The token is not renewed here, for two reasons: calls run in
 * parallel, so that several of them would send the same refresh token; and the answer to a call that arrives
 * after a sign-out must not set the session cookie again. Where the token is stale, the page asks the route
 * `token` for a new one, and repeats the call.
 */
async function tokenOf(call: Call): Promise<string> {
  const { accessToken } = (await readSession(call)) ?? {}
  if (accessToken && !hasEnded(accessToken, call.now())) return accessToken.value
  const [error, text] = accessToken
    ? ['invalid_token', "The access token has ended; the 'token' route of the server part renews it."]
    : ['login_required', 'Nobody is signed in here.']
  // RFC 6750, section 3.1.
  throw new Refusal(401, error, text, {
    'www-authenticate': accessToken ? 'Bearer error="invalid_token"' : 'Bearer',
  })
}

async function send(call: Call, url: URL, target: ProxiedApi, token: string): Promise<Response> {
  const { request, network } = call
  const headers = new Headers()
  for (const name of [...requestHeaders, ...target.requestHeaders]) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  for (const [name, value] of Object.entries(target.headers)) headers.set(name, value)
  if (!headers.has('user-agent')) headers.set('user-agent', 'hallpass')
  headers.set('authorization', `Bearer ${token}`)
  const body = /^(GET|HEAD)$/.test(request.method) ? undefined : await readBytes(request, maxBodyBytes)
  if (body && overridesBody(request.headers.get('content-type') ?? '', body)) throw overriding()
  let response: Response
  try {
    response = await call.send(url.href, {
      method: request.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(network.timeoutMs),
      ...(body && body.length > 0 && { body }),
    })
  } catch {
    throw new Refusal(502, 'temporarily_unavailable', 'The API did not answer.')
  }
  // `fetch` can resolve to a response with such a status, but the constructor of `Response` refuses it.
  if (response.status < 200 || response.status > 599) {
    await response.body?.cancel()
    throw new Refusal(
      502,
      'temporarily_unavailable',
      'The API answers with a status that HTTP does not have.',
    )
  }
  // A redirect could carry the token to any server, so neither this server nor the page follows it.
  if (response.status > 299 && response.status < 400 && response.status !== 304) {
    await response.body?.cancel()
    throw new Refusal(
      502,
      'invalid_request',
      'The API redirects, and a request with a token follows no redirect.',
    )
  }
  const passed = new Headers({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // The headers keep a browser from treating an API's answer as a page of this origin.
    'content-security-policy': "default-src 'none'; sandbox",
    vary: 'Origin',
  })
  for (const [name, value] of response.headers)
    if (responseHeaders.some((pattern) => pattern.test(name))) passed.set(name, value)
  const challenges = tokenChallenges(response.headers.get('www-authenticate') ?? '')
  if (challenges) passed.set('www-authenticate', challenges)
  return new Response(response.body, { status: response.status, headers: passed })
}

function overriding(): Refusal {
  return new Refusal(
    400,
    'invalid_request',
    'A parameter would have the API take another token or method than this request has (access_token, ' +
      '_method and the like). Leave it out.',
  )
}
