/** The `detail` of a `hallpass-error` event. */
export interface ErrorDetail {
  /**
   * What `login()` or `logout()` rejected with. It is an `AuthError` if the client is one of this library.
   */
  readonly error: unknown
  /** The `provider` of the button. */
  readonly provider?: string
}

/** Dispatches `hallpass-error` at an element. The event bubbles, and crosses the borders of shadow roots. */
export function dispatchError(element: Element, detail: ErrorDetail): void {
  element.dispatchEvent(new CustomEvent('hallpass-error', { bubbles: true, composed: true, detail }))
}
