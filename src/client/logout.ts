import type { SessionRecord } from '../session/record.js'
import { asAuthError } from './as-auth-error.js'
import type { LogoutOptions } from './client.js'
import type { Context } from './context.js'
import type { TokenSource } from './sources/token-source.js'
import { keepUnsentSignOut } from './unsent-sign-out.js'
import { waitForReturn } from './wait-for-return.js'
import { signedOutMessage } from './watch.js'

export interface Logout {
  /**
   * Forgets the session in this browser, and then tells the server. `leave` is another way to the server's
   * own sign-out; it resolves to `true` where the page leaves.
   */
  logout(options: LogoutOptions, leave?: (forgotten: SessionRecord) => Promise<boolean>): Promise<void>
  /**
   * Resolves when no sign-out is under way: when the page has come back from the server's own sign-out, or
   * has not left for it.
   */
  signOutUnderWay(): Promise<unknown> | undefined
}

export function createLogout<User>(
  context: Context<User>,
  source: () => Promise<TokenSource>,
  watchSession: () => void,
): Logout {
  const { current, effects, vault, prover, signOuts, channel, warn } = context
  let signingOut: Promise<unknown> | undefined

  /**
   * Forgets the session in this browser, whatever is stored, and tells the other tabs. Resolves to the record
   * that was stored, or else to the one that was shown.
   */
  async function forget(): Promise<SessionRecord | undefined> {
    const shown = current.record()
    // The session ends once, since a listener may call `logout()` while it is told of the end.
    if (current.session.get().status !== 'signed-out') current.end('logout')
    const number = signOuts.add(shown)
    watchSession()
    channel.now?.post(signedOutMessage(number))
    // At once, so that the next page has the cookie of the server part deleted, whatever happens to this page
    // from here on.
    keepUnsentSignOut(context)
    const forgotten = (await vault.take()) ?? shown
    await prover?.forget(forgotten?.jkt)
    return forgotten
  }

  return {
    signOutUnderWay: () => signingOut,
    async logout(options, leave) {
      // An earlier sign-out may still be on its way to the server. This one is over only when that one is.
      let rest = signingOut
      let finish = (_: unknown): void => {}
      // The promise is set before any listener is told of the sign-out, since a listener may call `login()`.
      signingOut = new Promise((done) => {
        finish = done
      })
      try {
        const forgotten = await forget()
        const isLeaving = await (await source()).signOut(forgotten, options)
        if (isLeaving || (forgotten && (await leave?.(forgotten)))) rest = waitForReturn(effects)
      } catch (error) {
        await warn(error)
        throw asAuthError(error)
      } finally {
        finish(rest)
      }
    },
  }
}
