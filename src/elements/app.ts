import type { LoginOptions, LogoutOptions, Readable, Session } from 'hallpass'
import type { Brand } from './brand.js'
import type { Language } from './language.js'
import type { Person } from './person.js'

/**
 * The part of a client that the elements use. A client of several providers (`createClients`) reads which one
 * to use from the button's `provider`.
 */
export interface ElementsClient<User = unknown> {
  /** The session of the client; the elements are rendered again each time that it changes. */
  readonly session: Readable<Session<User>>
  /** Starts a login when a button is clicked, unless the `login` option of `defineElements` replaces it. */
  login(options?: ButtonLoginOptions): Promise<unknown>
  /**
   * Signs out when "Sign out" is chosen in the menu of `<hallpass-user>`, with the `options` property of that
   * element.
   */
  logout(options?: LogoutOptions): Promise<unknown>
}

/**
 * The login options of one `<hallpass-button>`: those of its `options` property, overridden by those of its
 * attributes.
 */
export interface ButtonLoginOptions extends LoginOptions {
  /** The `provider` attribute of the button. */
  readonly provider?: string
}

/** What all elements of a page have in common. */
export interface App {
  readonly client: ElementsClient
  readonly brands: readonly Brand[]
  readonly languages: readonly Language[]
  readonly login: (client: ElementsClient, options: ButtonLoginOptions) => Promise<unknown>
  readonly person: (user: unknown) => Person
  /** A style sheet that is made once for all elements which have it. */
  readonly sheet: (text: string) => CSSStyleSheet
}
