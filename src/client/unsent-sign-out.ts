import type { Context } from './context.js'

// Only the server part can delete its cookie, so a sign-out that has not reached the server part is
// remembered in localStorage from its first moment. The next page, or the next login, sends it first.

/** Is there a sign-out that has not reached the server part? `false` where storage is blocked. */
export function hasUnsentSignOut<User>({ effects, name }: Context<User>): boolean {
  try {
    return effects.storage.browser.get(keyOf(name)) !== undefined
  } catch {
    return false
  }
}

/** Remembers that a sign-out has to be sent, or forgets it once the server part has answered. */
export function keepUnsentSignOut<User>({ effects, name }: Context<User>, keep: boolean): void {
  try {
    if (keep) effects.storage.browser.set(keyOf(name), '1')
    else effects.storage.browser.delete(keyOf(name))
  } catch {
    // Storage is blocked: a sign-out that fails now is not sent later.
  }
}

/** Does a server part keep the session of this client in a cookie? */
export function hasSessionCookie<User>({ settings: { server } }: Context<User>): boolean {
  return server !== undefined && !(typeof server === 'object' && server.mode === 'exchange')
}

function keyOf(name: string): string {
  return `${name} sign-out-unsent`
}
