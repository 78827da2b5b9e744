import type { LoginOptions, LogoutOptions } from 'hallpass'
import type { ElementsClient } from './app.js'
import type { ErrorDetail } from './error-event.js'

/** `<hallpass-button provider="github">` */
export interface HallpassButton extends HTMLElement {
  /** The client of this element. Default: the client that was given to `defineElements`. */
  client: ElementsClient | undefined
  /** The options of `login()`. The attributes of the button override them. Default: none. */
  options: LoginOptions | undefined
}

/** `<hallpass-user>` */
export interface HallpassUser extends HTMLElement {
  /** The client of this element. Default: the client that was given to `defineElements`. */
  client: ElementsClient | undefined
  /** The options of `logout()`. Default: none. */
  options: LogoutOptions | undefined
}

/** `<hallpass-when status="signed-in">` */
export interface HallpassWhen extends HTMLElement {
  /** The client of this element. Default: the client that was given to `defineElements`. */
  client: ElementsClient | undefined
}

declare global {
  interface HTMLElementTagNameMap {
    'hallpass-button': HallpassButton
    'hallpass-user': HallpassUser
    'hallpass-when': HallpassWhen
  }
  interface GlobalEventHandlersEventMap {
    'hallpass-error': CustomEvent<ErrorDetail>
  }
}
