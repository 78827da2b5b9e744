import type { LoginOptions, LogoutOptions } from '../client/client.js'
import type { ElementsClient } from './app.js'
import type { ErrorDetail } from './error-event.js'

/** `<hallpass-button provider="github">` */
export interface HallpassButton extends HTMLElement {
  /** In place of the one that `defineElements` got. */
  client: ElementsClient | undefined
  /** Handed to `login()`, below what the attributes say. */
  options: LoginOptions | undefined
}

/** `<hallpass-user>` */
export interface HallpassUser extends HTMLElement {
  /** In place of the one that `defineElements` got. */
  client: ElementsClient | undefined
  /** Handed to `logout()`. */
  options: LogoutOptions | undefined
}

/** `<hallpass-when status="signed-in">` */
export interface HallpassWhen extends HTMLElement {
  /** In place of the one that `defineElements` got. */
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
