/**
 * A promise whose rejection is told elsewhere as well, by the session or an event. A caller who awaits it
 * gets the rejection; one who does not, such as an `onclick` handler that returns it, makes no
 * `unhandledrejection`.
 */
export function reported<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
