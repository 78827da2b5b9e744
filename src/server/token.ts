import { json } from './answers.js'
import type { Call } from './call.js'
import { readForm } from './read-body.js'
import { Refusal } from './refusal.js'
import { isRenewable, renew } from './renew.js'
import { signedIn, tokenForPage } from './session.js'
import { dropSealed, isAlive, openSession } from './session-cookie.js'

/**
 * Answers with an access token for the page (RFC 10017, section 6.2.2.3), or in `proxy` mode with a
 * placeholder for it. This is the only route that renews. It answers with the token of the session while that
 * is good, and with a new one where the token has ended or the page names it as `stale_token`. A token never
 * has more scope than the session.
 */
export async function token(call: Call): Promise<Response> {
  const { staleToken, scope, resource, narrower } = await readRequest(call)
  const found = await openSession(call)
  // Cookies of no use stay: a login may be finished in another tab meanwhile, in their place.
  if (!found) throw new Refusal(400, 'invalid_grant', 'Nobody is signed in here.')
  const { session } = found
  const words = scope?.split(' ').filter(Boolean) ?? []
  if (!words.every((word) => session.scope.includes(word))) {
    throw new Refusal(400, 'invalid_scope', 'The session has less than that.')
  }
  const asIs = !resource && !narrower(session.scope)
  const { accessToken } = session
  const isStale = !accessToken || tokenForPage(call, accessToken) === staleToken
  if (asIs && !isStale && isAlive(accessToken, call.now())) return json(200, signedIn(call, session))
  if (!asIs && call.provider.mode === 'proxy') {
    throw new Refusal(400, 'invalid_scope', "In mode 'proxy' there is one token, the session's.")
  }
  if (!isRenewable(found)) {
    if (!asIs)
      throw new Refusal(400, 'invalid_scope', 'Without a refresh token there is no other token to be had.')
    dropSealed(call, found)
    throw new Refusal(400, 'invalid_grant', 'The session is over.')
  }
  const more = { ...(resource && { resource }), ...(!asIs && words.length > 0 && { scope: words.join(' ') }) }
  return json(200, signedIn(call, await renew(call, found, more)))
}

interface TokenRequest {
  readonly staleToken: string | undefined
  readonly scope: string | undefined
  readonly resource: string | undefined
  readonly narrower: (than: readonly string[]) => boolean
}

const parameters = ['grant_type', 'stale_token', 'scope', 'resource']

async function readRequest({ request, provider }: Call): Promise<TokenRequest> {
  const form = await readForm(request)
  for (const name of form.keys()) {
    if (!parameters.includes(name))
      throw new Refusal(400, 'invalid_request', `There are these parameters: ${parameters.join(', ')}.`)
  }
  if ((form.get('grant_type') ?? 'refresh_token') !== 'refresh_token') {
    throw new Refusal(400, 'unsupported_grant_type', 'There is one here: refresh_token, from the cookie.')
  }
  const [staleToken, scope, resource] = ['stale_token', 'scope', 'resource'].map(
    (name) => form.get(name) || undefined,
  )
  if (resource !== undefined && !provider.resources?.includes(resource)) {
    throw new Refusal(400, 'invalid_target', "The resource is not in 'resources' of the server part.")
  }
  const words = new Set(scope?.split(' ').filter(Boolean))
  return {
    staleToken,
    scope,
    resource,
    narrower: (than) => scope !== undefined && than.some((word) => !words.has(word)),
  }
}
