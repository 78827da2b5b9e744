import type { Context } from './context.js'

// A sign-out that has not reached the server part yet: only the server part can take its cookie away.
// localStorage remembers it from the moment of the sign-out on, so that the next page, or the next login,
// sends it first.

export function hasUnsentSignOut<User>({ effects, name }: Context<User>): boolean {
  try {
    return effects.storage.browser.get(keyOf(name)) !== undefined
  } catch {
    return false
  }
}

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
