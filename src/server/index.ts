export type { Provider } from '../providers/provider.js'
export { createServer, type ServerPart } from './create-server.js'
export type {
  AppleKey,
  AuditError,
  AuditEvent,
  FromEnv,
  RateLimited,
  ServerEnv,
  ServerOptions,
  ServerProvider,
} from './options.js'
export type { ProxiedApiOptions } from './proxied-api.js'
