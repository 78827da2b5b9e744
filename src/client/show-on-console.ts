import type { AnyAuthError } from '../errors.js'

/** A mistake in the app's code or its server's settings, which a developer has to see without an `onEvent`. */
export function showOnConsole({ code, message }: AnyAuthError): void {
  if (code === 'configuration') console.warn(message)
}
