export {
  angularGuard,
  type GuardError,
  type GuardPages,
  type ReactRouterArgs,
  reactRouterLoader,
  reactRouterMiddleware,
  type SolidRouterPreload,
  type SvelteKitLoadEvent,
  type SvelteKitParts,
  solidRouterPreload,
  svelteKitLoad,
  type TanStackBeforeLoad,
  tanStackBeforeLoad,
  vueRouterGuard,
} from './adapters.js'
export {
  type AskOptions,
  type Guard,
  type GuardedClient,
  type GuardOptions,
  guard,
  signedInUser,
} from './guard.js'
export { type Access, onUserChange, type PageAccess, pageAccess } from './page-access.js'
export type { Destination, Purpose, Visit } from './visit.js'
