/** The `detail` of a `hallpass-error` event. */
export interface ErrorDetail {
  /**
   * What `login()` or `logout()` rejected with. It is an `AuthError` if the client is one of this library.
   */
  readonly error: unknown
  /** The `provider` of the button. */
  readonly provider?: string
}

/** Tells the page: the event goes up through shadow roots. */
export function tellError(element: Element, detail: ErrorDetail): void {
  element.dispatchEvent(new CustomEvent('hallpass-error', { bubbles: true, composed: true, detail }))
}
