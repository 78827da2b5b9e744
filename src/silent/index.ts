export type { SilentOptions } from './restore-silently.js'
export { restoreSilently } from './restore-silently.js'
