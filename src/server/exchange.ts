import { own } from '../own.js'
import { endNames } from '../protocol/grants.js'
import { post } from '../protocol/request.js'
import { json } from './answers.js'
import type { Call } from './call.js'
import { wordOf } from './callback.js'
import { readForm } from './read-body.js'
import { Refusal } from './refusal.js'

/**
 * Adds the client secret to the code exchange of a page, and does nothing else: the page keeps state, nonce
 * and verifier, and checks the ID Token. This mode is as safe as a public client with PKCE, and no safer.
 */
export async function exchange(call: Call): Promise<Response> {
  const form = await readForm(call.request)
  const { server, dialect, network } = await call.protocolDeps()
  const url = server.token_endpoint ?? ''
  const response = await post(network, 'token endpoint', url, checkedForm(call, form), dialect)
  const said: Record<string, unknown> = own(await response.json())
  const answer = own(dialect?.parseToken?.(said) ?? said)
  const { name } = call.provider.provider
  if (typeof answer.error === 'string') {
    const status = response.ok ? 400 : response.status
    throw new Refusal(status, wordOf(answer.error, 'invalid_request'), `${name} refused the grant.`)
  }
  if (!response.ok)
    throw new Refusal(response.status, 'invalid_request', `${name} refused the grant without a reason.`)
  call.audit({
    type: form.get('grant_type') === 'refresh_token' ? 'refresh-exchanged' : 'code-exchanged',
    provider: call.provider.name,
  })
  return json(
    200,
    pick(answer, [...members, ...(call.provider.refreshTokensInPage ? ['refresh_token', ...endNames] : [])]),
  )
}

const members = ['access_token', 'token_type', 'expires_in', 'scope', 'id_token']

/**
 * The request to the provider: these parameters, and what is configured. A `client_secret` or a URL in the
 * request of the page is ignored.
 */
function checkedForm(
  { provider, clientId }: Call,
  form: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const grantType = form.get('grant_type')
  if (form.get('client_id') !== clientId)
    throw new Refusal(400, 'invalid_client', 'This is not the client that is configured here.')
  if (grantType === 'refresh_token' && provider.refreshTokensInPage) {
    const scope = form.get('scope')
    if (scope && !scope.split(' ').every((word) => provider.scope.includes(word))) {
      throw new Refusal(400, 'invalid_scope', "A scope is not in 'scope' of the server part.")
    }
    return { grant_type: grantType, refresh_token: printable(form, 'refresh_token'), ...(scope && { scope }) }
  }
  if (grantType !== 'authorization_code') {
    throw new Refusal(400, 'unsupported_grant_type', 'This grant type is not to be had here.')
  }
  const redirectUri = form.get('redirect_uri') ?? ''
  if (!provider.redirectUris?.includes(redirectUri)) {
    throw new Refusal(
      400,
      'invalid_request',
      "The redirect_uri is not in 'redirectUris' of the server part, to the letter.",
    )
  }
  const verifier = form.get('code_verifier') ?? ''
  // The verifier is required (RFC 7636, section 4.1). Without it anybody who has seen a code could have the
  // secret added here.
  if (!/^[\w.~-]{43,128}$/.test(verifier))
    throw new Refusal(400, 'invalid_request', 'The code_verifier is missing or malformed.')
  return {
    grant_type: grantType,
    code: printable(form, 'code'),
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
}

function printable(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name) ?? ''
  if (!/^[\x20-\x7e]+$/.test(value))
    throw new Refusal(400, 'invalid_request', `The ${name} is missing or malformed.`)
  return value
}

function pick(answer: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(answer, name) ? answer[name] : undefined
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : []
    }),
  )
}
