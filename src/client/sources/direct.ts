import { AuthError, explain } from '../../errors.js'
import { refresh } from '../../protocol/grants.js'
import { tokenParameters } from '../api-tokens.js'
import { asAuthError } from '../as-auth-error.js'
import { acceptAnswer, finishLogin } from '../callback.js'
import type { Context } from '../context.js'
import { endServerSession, revokeGrant } from '../end-server-session.js'
import { prepareLogin } from '../login.js'
import { syncWithStorage } from '../sync-with-storage.js'
import type { Answer } from '../take-answer.js'
import type { TokenSource } from './token-source.js'

/** Tokens from the authorization server itself. */
export function createDirectSource<User>(context: Context<User>): TokenSource {
  const { current, settings, vault, warn } = context
  let hasWarnedOfOtherLogin = false

  async function openSession(answer: Answer | undefined): Promise<void> {
    if (answer) return finishLogin(context, answer).catch(keepSession)
    const readable = await syncWithStorage(context)
    if (!readable || current.record()) return
    // An invalid record is deleted and its grant revoked. A page that already showed it leaves that to the
    // tab that signed out.
    const invalid = await vault.removeInvalid()
    if (invalid) void revokeGrant(context, invalid)
  }

  /**
   * After a failed login the session from before goes on: an answer that is used twice often comes from a
   * reload, or from the back button.
   */
  async function keepSession(thrown: unknown): Promise<void> {
    await syncWithStorage(context)
    const error = await explain(asAuthError(thrown))
    if (current.record() || current.session.get().status === 'loading')
      current.dispatch({ type: 'login-failed', error })
  }

  /** Warns once for each page, since such a server changes these claims with every renewal. */
  function warnOfOtherLogin(claims: readonly string[]): void {
    if (hasWarnedOfOtherLogin) return
    hasWarnedOfOtherLogin = true
    warn(new AuthError('configuration', { reason: `other-login: ${claims.join(' and ')}` }))
  }

  return {
    prepareLogin: (options, loginReturn) => prepareLogin(context, options, loginReturn),
    accept: (answer) => acceptAnswer(context, answer),
    openSession,
    async prepareExchange({ jkt }) {
      // The DPoP key is looked up now, before the lock is taken, so that it is found at once when the proof
      // is made.
      const [deps] = await Promise.all([context.protocolDeps(), jkt && context.prover?.lostKey(jkt)])
      await deps.signatures?.prepare(deps)
      return async (record, tokenKey, deadline) => {
        const { refreshToken = '', claims, tokens, jkt } = record
        const more = tokenParameters(settings, record, tokenKey)
        const scope = more.scope?.split(' ') ?? tokens[tokenKey]?.scope ?? tokens['']?.scope ?? []
        const network = { ...deps.network, deadline }
        const renewed = await refresh({ ...deps, network }, { refreshToken, claims, scope, jkt }, more)
        if (renewed.unlike) warnOfOtherLogin(renewed.unlike)
        return renewed
      }
    },
    revoke: (grant) => revokeGrant(context, grant),
    signOut: async (forgotten, options) => !!forgotten && endServerSession(context, forgotten, options),
  }
}
