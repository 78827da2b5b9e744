import type { EpochMs } from '../clock.js'
import { AuthError, type CallbackProblem, isAuthError } from '../errors.js'
import { defined, own } from '../own.js'
import { readCode } from '../protocol/authorization.js'
import { exchangeCode, type Tokens } from '../protocol/grants.js'
import { request } from '../protocol/request.js'
import type { RecordOrder, SessionRecord } from '../session/record.js'
import { tell } from '../session/store.js'
import { loginResource } from './api-tokens.js'
import { claimAnswer } from './claim-answer.js'
import type { Context } from './context.js'
import { revokeGrant } from './end-server-session.js'
import { isOver, type PendingLogin } from './pending-logins.js'
import { isSamePage } from './return-url.js'
import type { TokenSource } from './sources/token-source.js'
import type { Answer } from './take-answer.js'
import { changed } from './watch.js'

/** Finishes the login that this page's URL was the answer to. */
export async function finishLogin<User>(context: Context<User>, answer: Answer): Promise<void> {
  await acceptAnswer(context, answer)
  context.logins.succeeded = true
  tellReturn(context)
}

/** Tells the app's router where to go, once a login has succeeded. */
export function tellReturn<User>({ current, logins, settings }: Context<User>): void {
  const { returned, succeeded, onReturn = settings.onReturn } = logins
  if (!succeeded || !returned || !onReturn) return
  // Once: a start that comes later has nothing to tell.
  logins.succeeded = false
  // A start that comes late may find that the person has signed out since.
  if (current.session.get().status === 'signed-in') tell((login) => onReturn(login.url, login), returned)
}

/**
 * Makes the answer to a login the session. Nothing of the answer is stored or shown before every check has
 * passed.
 */
export async function acceptAnswer<User>(context: Context<User>, answer: Answer): Promise<PendingLogin> {
  const { parameters, pending } = answer
  const reason = problemOf(answer, context.effects.clock.now())
  if (!pending || reason) throw new AuthError('callback-rejected', { reason: reason ?? 'unknown-state' })
  const { afterSignOut = context.signOuts.beforeLogin() } = pending
  const deps = await context.protocolDeps()
  await deps.signatures?.prepare(deps, { parameters, state: pending.state })
  const code = readCode(deps.server, parameters, pending)
  // Somebody has signed out since this login began. The code is not sent, so there is no grant to revoke.
  if (afterSignOut < context.signOuts.last()) throw new AuthError('signed-out', {})
  if (!(await claimAnswer(context.effects, pending.state))) {
    throw new AuthError('callback-rejected', { reason: 'unknown-state' })
  }
  const login = own({ ...pending, ...loginResource(context.settings) })
  const tokens = await exchangeCode(deps, code, login).catch(async (error) => {
    if (!isAuthError(error, 'network')) throw error
    // The request or its answer was lost, and this page cannot tell which. If the request arrived, the server
    // refuses the second one and may revoke the tokens of the first (RFC 6749, section 4.1.2), which are lost
    // anyway. No other page sends this code. A page that is being left loses its requests as well, and must
    // not send the code again.
    await context.effects.page?.stays()
    return exchangeCode(deps, code, login)
  })
  await acceptLogin(context, tokens, pending.scope, afterSignOut, answer.isWanted)
  return pending
}

function problemOf({ parameters, arrivedAt, pending }: Answer, now: EpochMs): CallbackProblem | undefined {
  if (!pending) return 'unknown-state'
  // Only a refusal may come without the login's `state`.
  if (parameters.has('code') && !parameters.getAll('state').includes(pending.state)) return 'unknown-state'
  if (isOver(pending, now)) return 'expired'
  // Two servers are told apart by the `iss` of the answer, which `readCode` compares, or without an `iss` by
  // the redirect URI (RFC 9700, section 4.4.2).
  if (!parameters.get('iss') && !isSamePage(arrivedAt, pending.redirectUri)) return 'wrong-redirect-uri'
  return undefined
}

/**
 * Makes the tokens of a login the session, in place of the session before. Nothing of another person's
 * session is kept.
 */
async function acceptLogin<User>(
  context: Context<User>,
  tokens: Tokens,
  requestedScope: string,
  afterSignOut: number,
  isWanted: Answer['isWanted'],
): Promise<void> {
  const { accessToken, refreshToken, idToken, jkt } = tokens
  const claims = context.settings.profile
    ? await (await import('./profile.js')).readProfile(context, tokens, context.settings.profile, request)
    : tokens.claims
  const login = {
    afterSignOut,
    claims: { ...claims },
    tokens: own({ '': accessToken }),
    requestedScope,
    renewable: !!refreshToken,
    refreshToken,
    idToken,
    jkt,
  }
  await adopt(context, login, (grant) => revokeGrant(context, grant), isWanted)
}

/** The record of a session before it has its place in the order of records. */
type NewSession = {
  readonly [Name in keyof Omit<SessionRecord, keyof RecordOrder>]: SessionRecord[Name] | undefined
} & Pick<SessionRecord, 'afterSignOut' | 'claims' | 'tokens' | 'renewable'>

/**
 * Makes a new session the one of this browser. Rejects with `signed-out` where somebody signs out meanwhile,
 * since the login must not sign them in again.
 *
 * `revoke` is that of the token source that brought the session. `isWanted` is asked right before the session
 * is stored.
 */
export async function adopt<User>(
  context: Context<User>,
  login: NewSession,
  revoke: TokenSource['revoke'],
  isWanted: () => boolean = () => true,
): Promise<void> {
  const { current, vault, channel, effects, prover, signOuts } = context
  const record = defined<SessionRecord>({
    ...login,
    loginAt: effects.clock.now() + Math.random(),
    renewals: 0,
  })
  await current.check(record)
  await unlessSignedOut(record)
  if (record.jkt) await prover?.keepKey(record.jkt)
  // The grant is not revoked, since the session that is there by now may use the very same grant.
  if (!isWanted()) return
  const { written, before } = await vault.replace(record)
  // The record that was replaced is from before the last sign-out, which could not delete it. Its grant is
  // revoked now.
  if (before && before.afterSignOut < signOuts.last()) void revoke(before)
  await unlessSignedOut(written)
  // After this login, an earlier sign-out in this tab no longer keeps `start()` from signing in where a
  // session is required.
  signOuts.takeOwn()
  await current.show(written, written.fromCookie ? 'restored' : 'login')
  channel.now?.post(changed)

  async function unlessSignedOut(record: SessionRecord): Promise<void> {
    const now = current.session.get()
    const here = now.status === 'signed-out' && now.reason === 'logout'
    if (!here && record.afterSignOut >= signOuts.last()) return
    await vault.replaceIfSame(record, undefined)
    void revoke(record)
    throw new AuthError('signed-out', {})
  }
}
