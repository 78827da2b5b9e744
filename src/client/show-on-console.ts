import type { AnyAuthError } from '../errors.js'

/** A mistake in the app's code or its server's settings has to be seen also without an `onEvent`. */
export function showOnConsole({ code, message }: AnyAuthError): void {
  if (code === 'configuration') console.warn(message)
}
