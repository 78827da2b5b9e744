import { isAuthError } from '../errors.js'
import { readCode } from '../protocol/authorization.js'
import { exchangeCode, type Tokens } from '../protocol/grants.js'
import { leave } from './answers.js'
import { auditError } from './audit-error.js'
import { encode } from './base64url.js'
import type { Call } from './call.js'
import { type LoginFailure, saveFailure } from './failure-cookie.js'
import { callbackUri, configuredScope } from './login.js'
import { newestLogin, type PendingLogin, takeLogin } from './login-cookie.js'
import { readPerson } from './person.js'
import { readForm } from './read-body.js'
import { Refusal } from './refusal.js'
import { safeReturnTo } from './return-to.js'
import { revoke } from './revoke.js'
import { beginSession, currentLogin, sessionOf } from './session-cookie.js'

/**
 * Finishes the login that this answer belongs to, if it began in this browser, and puts the person back where
 * they were.
 */
export async function callback(call: Call): Promise<Response> {
  const parameters = await readAnswer(call)
  const states = parameters.getAll('state')
  const nameless = states.length === 0 && parameters.has('error') && !parameters.has('code')
  const login = nameless
    ? await newestLogin(call)
    : await takeLogin(call, states.length === 1 ? (states[0] ?? null) : null)
  if (!login) {
    // The answer belongs to another browser, to a login that is over, or to nobody: an attacker may have made
    // it up (RFC 6749, section 10.12).
    throw new Refusal(
      400,
      'invalid_request',
      'This sign-in did not begin in this browser, took too long, or gave way to later ones or to a ' +
        'sign-out. Please sign in again.',
    )
  }
  // If the person reloads the page while the code is exchanged, both requests share one exchange. A code can
  // be used once, and a provider may revoke the tokens of the first use when it sees a second one (RFC 6749,
  // section 4.1.2).
  const cookies = nameless
    ? await finishOrFail(call, login, parameters)
    : await call.finished(JSON.stringify([call.provider.name, call.clientId, ...parameters]), () =>
        finishOrFail(call, login, parameters),
      )
  call.setCookies.push(...cookies)
  // The return URL is checked again, since the configured origins may have changed since the login began.
  return leave(safeReturnTo(call, login.returnTo))
}

/**
 * Resolves to the cookies that the answer sets: those of the session, or, after a failure, the one that tells
 * the page why nobody is signed in.
 */
async function finishOrFail(
  request: Call,
  login: PendingLogin,
  parameters: URLSearchParams,
): Promise<readonly string[]> {
  const call = { ...request, setCookies: [] as string[] }
  try {
    await finish(call, login, parameters)
  } catch (error) {
    if (!isAuthError(error) && !(error instanceof Refusal)) throw error
    call.audit({
      type: 'login-failed',
      provider: call.provider.name,
      error: auditError(error, [call.clientSecret]),
    })
    await saveFailure(
      call,
      configurationMistake(error) ?? {
        error:
          isAuthError(error, 'login-refused') || isAuthError(error, 'configuration')
            ? wordOf(error.details.error ?? '')
            : 'server_error',
      },
    )
  }
  return call.setCookies
}

async function finish(call: Call, login: PendingLogin, parameters: URLSearchParams): Promise<void> {
  const deps = await call.protocolDeps()
  const code = await readCode(deps.server, parameters, login)
  const tokens: Tokens = await exchangeCode(deps, code, {
    ...login,
    redirectUri: callbackUri(call),
    scope: login.scope ?? configuredScope(call).join(' '),
  })
  const claims = await readPerson(call, tokens, Object.fromEntries(parameters))
  const id = encode(crypto.getRandomValues(new Uint8Array(9)))
  const session = sessionOf(tokens, claims, { id, startedAt: call.now() })
  await beginSession(call, session, login).catch(async (error) => {
    // The session could not be stored, so its tokens are revoked: nobody can use them any more.
    await revoke(call, session).catch(() => {})
    throw error
  })
  // A request that waits for a renewal of the replaced session is answered for the new session.
  const before = currentLogin(call, login)
  if (before) call.renewals.replace(before.id)
  const forEver = !tokens.refreshToken && tokens.accessToken.expiresInMs === undefined
  call.audit({
    type: 'signed-in',
    provider: call.provider.name,
    sub: claims.sub,
    ...(forEver &&
      call.provider.mode === 'mediated' && {
        note: "this token never expires and reaches the page; consider mode: 'proxy'",
      }),
  })
}

async function readAnswer({ request, url, provider }: Call): Promise<URLSearchParams> {
  if (request.method !== 'POST') return url.searchParams
  if (provider.provider.responseMode !== 'form_post') {
    throw new Refusal(405, 'invalid_request', 'This provider answers with a GET.', { allow: 'GET' })
  }
  return new URLSearchParams([...(await readForm(request))])
}

/**
 * What is wrong with an option of this server part, as an error that the page takes for a matter of
 * configuration (RFC 6749, section 5.2). The text names the option and has no value of it.
 */
function configurationMistake(error: unknown): LoginFailure | undefined {
  if (!isAuthError(error, 'configuration') || error.details.option === undefined) return undefined
  return { error: 'invalid_client', description: error.message }
}

/** An error code as RFC 6749 has them, section 4.1.2.1; nothing longer or stranger goes to a page. */
export function wordOf(error: string, otherwise = 'server_error'): string {
  return /^[a-z_]{1,40}$/.test(error) ? error : otherwise
}
