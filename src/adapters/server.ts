import { AuthError } from '../errors.js'

/**
 * The session while a page is rendered on a server, and while it is hydrated in the browser: nobody's cookies
 * or storage are known there, so it is the same for everybody.
 */
export const sessionOnServer: { readonly status: 'loading' } = { status: 'loading' }

/** Is a page rendered on a server here? */
export function isServer(): boolean {
  return typeof document === 'undefined'
}

/** Throws on a server, where a component that waits for a user would wait for ever. */
export function refuseOnServer(): void {
  if (!isServer()) return
  const reason =
    'useUser: nobody is signed in while a page is rendered on a server. Use it below SignedIn or ' +
    'RequireSignedIn, which render their fallback there'
  throw new AuthError('configuration', { reason }, `${reason}.`)
}
