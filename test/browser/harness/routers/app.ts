import { type Claims, type Client, type ClientOptions, createClient, renew } from '../../../../src/index.js'
import { type Guard, guard } from '../../../../src/router/index.js'

declare global {
  interface Window {
    options: { readonly client: ClientOptions; readonly start?: 'after the router' }
    /** Asks for new tokens now. Only the pages with a router have it. */
    renew?: () => Promise<unknown>
  }
}

const { client, start } = window.options

/** Before any router is made: the answer to a login is out of the URL when this file has run. */
export const auth: Client = createClient(client)
window.auth = auth
window.renew = () => renew(auth)
// With `'after the router'`: once the router has read the URL, and before it has written one.
window.started = start ? Promise.resolve().then(() => auth.start()) : auth.start()

export const signedIn: Guard<Claims> = guard(auth)
export const admin: Guard<Claims> = guard(auth, { allow: () => false })

export const ordersUrl = '/orders?of=ada#last'

/** What a page of the app shows: a text, and buttons. */
export interface Shown {
  readonly text: string
  readonly buttons: Readonly<Record<string, () => unknown>>
}

export const homePage: Shown = { text: 'Home', buttons: {} }

export function ordersPage(user: Claims): Shown {
  return {
    text: `Orders of ${user.name}`,
    buttons: { 'Sign out': () => auth.logout({ everywhere: false }) },
  }
}

export function refusedPage(why: string, returnTo: string | undefined): Shown {
  return {
    text: `Signed out (${why})`,
    buttons: { 'Sign in': () => auth.login(returnTo === undefined ? {} : { returnTo }) },
  }
}

export const forbiddenPage: Shown = { text: 'Forbidden', buttons: {} }
