import type { LoginOptions, LogoutOptions } from '../client/client.js'
import type { Session } from '../session/state.js'
import type { Readable } from '../session/store.js'
import type { Brand } from './brand.js'
import type { Language } from './language.js'
import type { Person } from './person.js'

/** The part of a client that the elements use; one of several providers takes the `provider` of the button. */
export interface ElementsClient<User = unknown> {
  readonly session: Readable<Session<User>>
  login(options?: ButtonLoginOptions): Promise<unknown>
  logout(options?: LogoutOptions): Promise<unknown>
}

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
