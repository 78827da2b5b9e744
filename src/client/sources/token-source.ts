import type { SessionRecord } from '../../session/record.js'
import type { Exchange } from '../../session/tokens.js'
import type { LoginOptions, LogoutOptions } from '../client.js'
import type { LoginReturn, PreparedLogin } from '../login.js'
import type { Answer } from '../take-answer.js'

/**
 * Where a session's tokens come from: the authorization server itself, or a server part (`hallpass/server`).
 */
export interface TokenSource {
  /** Makes the authorization request of a login, and the pending login that its answer is checked against. */
  prepareLogin(options: LoginOptions, loginReturn?: LoginReturn): Promise<PreparedLogin>
  /** Makes the answer to a login the session. */
  accept(answer: Answer): Promise<unknown>
  /**
   * Makes the session of this page: from the answer to a login in its URL, or from the remembered session.
   */
  openSession(answer: Answer | undefined): Promise<void>
  /** Resolves what an exchange of the refresh token needs, before the lock between tabs is taken. */
  prepareExchange(record: SessionRecord): Promise<Exchange>
  /**
   * Ends at the server a grant that has ended here already. A server that cannot be reached causes a warning.
   */
  revoke(grant: Pick<SessionRecord, 'refreshToken' | 'tokens'>): Promise<void>
  /**
   * Tells the server of a sign-out that is already done here. Resolves to `true` where the page leaves for
   * the server's own sign-out.
   */
  signOut(forgotten: SessionRecord | undefined, options: LogoutOptions): Promise<boolean>
}
