import type { EpochMs } from '../clock.js'
import { type CallbackProblem, explained, isAuthError } from '../errors.js'
import { own } from '../own.js'
import { readCode } from '../protocol/authorize.js'
import { exchangeCode, type Tokens } from '../protocol/grants.js'
import { request } from '../protocol/request.js'
import type { SessionRecord } from '../session/record.js'
import { tell } from '../session/store.js'
import type { Answer } from './answer.js'
import { loginResource } from './api-tokens.js'
import type { ServerContext } from './context.js'
import { isFirstUse } from './first-use.js'
import { revokeGrant } from './logout.js'
import { isOver, type PendingLogin } from './pending-logins.js'
import { isSamePage, safeReturnUrl } from './return-url.js'
import { signedOutHere, signedOutSince, signOutBefore } from './sign-out-mark.js'

/** Finishes the login that this page's URL was the answer to. */
export async function finishLogin<User>(context: ServerContext<User>, answer: Answer): Promise<void> {
  const { returnTo, redirectUri } = await acceptAnswer(context, answer)
  const { onReturn } = context.settings
  if (onReturn) tell(onReturn, safeReturnUrl(returnTo, redirectUri))
}

/** Makes the answer to a login the session: nothing of it is kept or shown before every check has passed. */
export async function acceptAnswer<User>(context: ServerContext<User>, answer: Answer): Promise<PendingLogin> {
  const { parameters, pending } = answer
  const reason = problemOf(answer, context.effects.clock.now())
  if (!pending || reason) throw await explained('callback-rejected', { reason: reason ?? 'unknown-state' })
  const after = signOutBefore(context)
  const grant = await context.grant()
  const code = await readCode(grant.server, parameters, pending)
  if (!(await isFirstUse(context.effects, pending.state))) {
    throw await explained('callback-rejected', { reason: 'unknown-state' })
  }
  const login = own({ ...pending, ...loginResource(context.settings) })
  const tokens = await exchangeCode(grant, code, login).catch((error) => {
    // The request or its answer was lost, and nobody can tell which. Should it have arrived, the server refuses the second and may
    // revoke what the first brought (RFC 6749, section 4.1.2), which is lost anyway. No other page sends this code.
    if (isAuthError(error, 'network')) return exchangeCode(grant, code, login)
    throw error
  })
  await acceptLogin(context, tokens, pending.scope, after, answer.isWanted)
  return pending
}

function problemOf({ parameters, arrivedAt, pending }: Answer, now: EpochMs): CallbackProblem | undefined {
  if (!pending) return 'unknown-state'
  // Only a refusal may come without its `state`.
  if (parameters.has('code') && !parameters.getAll('state').includes(pending.state)) return 'unknown-state'
  if (isOver(pending, now)) return 'expired'
  // Two servers are told apart by the `iss` of the answer, which is compared, or else by the redirect URI (RFC 9700, section 4.4.2).
  if (!parameters.get('iss') && !isSamePage(arrivedAt, pending.redirectUri)) return 'wrong-redirect-uri'
  return undefined
}

/** Makes the tokens of a login the session, in place of whatever was there: nothing of another person is left behind. */
async function acceptLogin<User>(
  context: ServerContext<User>,
  tokens: Tokens,
  requestedScope: string,
  after: number,
  isWanted: Answer['isWanted'],
): Promise<void> {
  const { accessToken, refreshToken, idToken, jkt } = tokens
  const claims = context.settings.profile
    ? await (await import('./profile.js')).readProfile(context, tokens, context.settings.profile, request)
    : tokens.claims
  const login = {
    after,
    claims: { ...claims },
    tokens: own({ '': accessToken }),
    requestedScope,
    renewable: !!refreshToken,
    ...(refreshToken && { refreshToken }),
    ...(idToken && { idToken }),
    ...(jkt && { jkt }),
  }
  await adopt(context, login, 'login', isWanted)
}

/** Makes a new session the one of this browser. Rejects with `signed-out` where somebody signs out meanwhile: they are not signed in by it. */
export async function adopt<User>(
  context: ServerContext<User>,
  login: Omit<SessionRecord, 'revision' | 'since'>,
  how: 'login' | 'restored',
  isWanted: () => boolean = () => true,
): Promise<void> {
  const { current, vault, channel, effects, name, prover } = context
  const record: SessionRecord = own({
    ...login,
    revision: crypto.randomUUID(),
    since: how === 'login' ? effects.clock.now() : 0,
  })
  await current.check(record)
  await unlessSignedOut()
  if (record.jkt) await prover?.keepKey(record.jkt)
  // Not revoked: it may be the very grant that the other session lives by.
  if (!isWanted()) return
  await vault.replace(record)
  await unlessSignedOut()
  // What a sign-out before this login left for the page that comes after it.
  signedOutHere(context)
  await current.show(record, how)
  channel.now?.post('look')

  async function unlessSignedOut(): Promise<void> {
    const now = current.session.get()
    const here = now.status === 'signed-out' && now.reason === 'logout'
    if (!here && !signedOutSince(effects.storage, name, record)) return
    await vault.swap(record, undefined)
    void revokeGrant(context, record)
    throw await explained('signed-out', {})
  }
}
