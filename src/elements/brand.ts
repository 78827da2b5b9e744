import type { Action } from './language.js'
import type { Logo } from './logo.js'

/**
 * What the button of one brand needs: its logo, its colours and its wording. Make one for your own identity
 * provider.
 */
export interface Brand {
  /** The `provider` (or `brand`) attribute of the buttons that look like this. */
  readonly id: string
  /** The name that people read, as the brand spells it. */
  readonly name: string
  /** The logo, which is drawn before the label; content in the `logo` slot of the button replaces it. */
  readonly logo: Logo
  /**
   * The colours of the logo on a light and on a dark button, where the logo has none of its own. Default: as
   * the text.
   */
  readonly ink?: readonly [onLight: string, onDark: string]
  /** Its button on a light page. Default: white with a line. */
  readonly light?: Look
  /** Its button on a dark page. Default: black with a line. */
  readonly dark?: Look
  /** Its button in the theme `neutral`, for light and dark pages alike. Default: light grey. */
  readonly neutral?: Look
  /** Its button in the brand's colour: one for all pages, or one for light and one for dark pages. */
  readonly own: Look | readonly [onLight: Look, onDark: Look]
  /** The typeface its guidelines ask for, first. Default: the system's. */
  readonly font?: string
  /**
   * A CSS `<length>` for the text, where its guidelines ask for one; `var(--_size)` is the button's height.
   */
  readonly textSize?: string
  /**
   * Which wording replaces which, where the brand's guidelines allow only some: with `{ 'sign-in': 'log-in'
   * }` the button says "Log in" instead of "Sign in".
   */
  readonly says?: { readonly [action in Action]?: Action }
}

/** The colours of one button on one kind of page, as CSS colours. */
export interface Look {
  /**
   * The background colour: any CSS colour. The button gets darker under the pointer; where its fill is nearly
   * black it gets lighter. Choose a `fill` and a `text` with a contrast of 4.5 : 1 at least (WCAG 2.2,
   * success criterion 1.4.3).
   */
  readonly fill: string
  /** The colour of the label, and of the spinner while a login is being started. */
  readonly text: string
  /** Default: none. */
  readonly line?: string
  /** For the shapes of a logo that have no colour of their own. Default: as the text. */
  readonly logo?: string
}
