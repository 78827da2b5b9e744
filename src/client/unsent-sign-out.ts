import type { Context } from './context.js'

// Only the server part can delete its cookie, so a sign-out that has not reached the server part is
// remembered in localStorage from its first moment. The next page, or the next login, sends it first
// (sources/server-part-requests.ts).

/** Remembers that a sign-out has to be sent, where a server part keeps the session in a cookie. */
export function keepUnsentSignOut<User>({ settings: { server }, effects, name }: Context<User>): void {
  if (server === undefined || (typeof server === 'object' && server.mode === 'exchange')) return
  try {
    effects.storage.browser.set(unsentSignOutKey(name), '1')
  } catch {
    // Storage is blocked: a sign-out that fails now is not sent later.
  }
}

export function unsentSignOutKey(name: string): string {
  return `${name} sign-out-unsent`
}
