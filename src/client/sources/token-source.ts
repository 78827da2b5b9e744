import type { SessionRecord } from '../../session/record.js'
import type { Exchange } from '../../session/tokens.js'
import type { Answer } from '../answer.js'
import type { LoginOptions, LogoutOptions } from '../client.js'
import type { OtherWay, PreparedLogin } from '../login.js'

/** Where a session's tokens come from: the authorization server itself, or a server part (`hallpass/server`). */
export interface TokenSource {
  /** Everything that a login takes along, and everything that stays here to check its answer. */
  prepareLogin(options: LoginOptions, way?: OtherWay): Promise<PreparedLogin>
  /** Makes the answer to a login the session. */
  accept(answer: Answer): Promise<unknown>
  /** Makes the session of this page: from the answer to a login in its URL, or from what is remembered. */
  arrive(answer: Answer | undefined): Promise<void>
  /** Resolves what an exchange of the refresh token needs besides the lock between tabs. */
  prepareExchange(record: SessionRecord): Promise<Exchange>
  /** Ends at the server what has ended here already. A server that cannot be reached makes a warning. */
  revoke(grant: Pick<SessionRecord, 'refreshToken' | 'tokens'>): Promise<void>
  /**
   * Tells the server of a sign-out that has been done here already. Resolves to `true` where the page leaves for the server's own
   * sign-out.
   */
  signOut(forgotten: SessionRecord | undefined, options: LogoutOptions): Promise<boolean>
}
