import type { LoginOptions, LogoutOptions } from 'hallpass'
import type { ElementsClient } from './app.js'
import type { ErrorDetail } from './error-event.js'
import type { Action } from './language.js'
import type { Theme } from './look.js'

/** The attributes and properties of `<hallpass-button>`, for the JSX types of a framework. */
export interface HallpassButtonAttributes {
  /** With whom to sign in, and which brand the button looks like. Default: your own login. */
  provider?: string | undefined
  /** Which brand it looks like, where the provider has another name. Default: the provider. */
  brand?: string | undefined
  /** A name in place of the brand's. */
  name?: string | undefined
  /** What the label says. Default: `sign-in`. */
  action?: Action | undefined
  /** Words of your own, in place of the label. */
  label?: string | undefined
  /** Default: `auto`, which follows the page's `color-scheme`. */
  theme?: Theme | undefined
  /** 2, 2.5 or 3 rem. Default: `medium`. */
  size?: 'small' | 'medium' | 'large' | undefined
  /** Default: `rectangle`. */
  shape?: 'rectangle' | 'pill' | 'square' | undefined
  /**
   * `start`: the logo at the edge, so that logos of several buttons stand below each other. Default:
   * `center`.
   */
  align?: 'center' | 'start' | undefined
  /** The logo alone; the words are still there for a screen reader. */
  'icon-only'?: boolean | '' | undefined
  /** As of any button. */
  disabled?: boolean | undefined
  /** The option `returnTo` of `login()`. */
  'return-to'?: string | undefined
  /** The option `scope` of `login()`. */
  scope?: string | undefined
  /** The option `prompt` of `login()`. */
  prompt?: string | undefined
  /** The option `loginHint` of `login()`. */
  'login-hint'?: string | undefined
  /** The options of `login()`. The attributes override them. Default: none. */
  options?: LoginOptions | undefined
  /** The client of this element. Default: the client that was given to `defineElements`. */
  client?: ElementsClient | undefined
}

/** The attributes and properties of `<hallpass-user>`, for the JSX types of a framework. */
export interface HallpassUserAttributes {
  /** Shows the name beside the picture, too. */
  'show-name'?: boolean | '' | undefined
  /** The options of `logout()`. Default: none. */
  options?: LogoutOptions | undefined
  /** The client of this element. Default: the client that was given to `defineElements`. */
  client?: ElementsClient | undefined
}

/** The attributes and properties of `<hallpass-when>`, for the JSX types of a framework. */
export interface HallpassWhenAttributes {
  /** The statuses of a session to show the children for, with spaces between them. Default: all. */
  status?: string | undefined
  /** The reasons of a signed-out session to show the children for, with spaces between them. Default: all. */
  reason?: string | undefined
  /** The client of this element. Default: the client that was given to `defineElements`. */
  client?: ElementsClient | undefined
}

/** What `hallpass-error` is heard with, as a property `onhallpass-error`. */
export interface HallpassErrorHandler {
  /** Called when a login or a sign-out of the element failed, or of one within it. */
  'onhallpass-error'?: ((event: CustomEvent<ErrorDetail>) => void) | undefined
}
