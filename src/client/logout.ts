import { asAuthError } from './as-auth-error.js'
import type { LogoutOptions } from './client.js'
import type { Context } from './context.js'
import type { TokenSource } from './sources/token-source.js'
import { hasSessionCookie, keepUnsentSignOut } from './unsent-sign-out.js'
import { waitForReturn } from './wait-for-return.js'
import { signedOutMessage } from './watch.js'

export interface Logout {
  logout(options: LogoutOptions): Promise<void>
  /**
   * Resolves when no sign-out is under way: when the page has come back from the server's own sign-out, or
   * has not left for it.
   */
  isOver(): Promise<unknown> | undefined
}

export function createLogout<User>(
  context: Context<User>,
  source: () => Promise<TokenSource>,
  watchSession: () => void,
): Logout {
  const { current, effects, vault, prover, signOuts, channel, warn } = context
  let signingOut: Promise<unknown> | undefined

  /**
   * Forgets the session in this browser, and then tells the server. Resolves to `true` where the page leaves
   * for the server's own sign-out.
   */
  async function forgetAndLeave(options: LogoutOptions): Promise<boolean> {
    const shown = current.record()
    // The session ends once, since a listener may call `logout()` while it is told of the end.
    if (current.session.get().status !== 'signed-out') current.end('logout')
    const number = signOuts.add(shown)
    // The sign-out is remembered at once, so that the next page deletes the cookie of the server part,
    // whatever happens to this page from here on.
    if (hasSessionCookie(context)) keepUnsentSignOut(context, true)
    const forgotten = (await vault.take()) ?? shown
    await prover?.forget(forgotten?.jkt)
    watchSession()
    channel.now?.post(signedOutMessage(number))
    return (await source()).signOut(forgotten, options)
  }

  return {
    isOver: () => signingOut,
    async logout(options) {
      let over = (_?: unknown): void => {}
      const before = signingOut
      // The promise is set before any listener is told of the sign-out, since a listener may call `login()`.
      signingOut = new Promise((done) => {
        over = done
      })
      try {
        if (await forgetAndLeave(options)) over(waitForReturn(effects))
      } catch (error) {
        await warn(error)
        throw asAuthError(error)
      } finally {
        // An earlier sign-out may still be on its way to the server, and then this one is over only when that
        // one is.
        over(before)
      }
    },
  }
}
