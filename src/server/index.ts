export type { Dialect, DialectUser, EndpointForm, EndpointRequest } from '../protocol/dialect.js'
export type {
  Endpoints,
  Profile,
  ProfileRequest,
  Provider,
  ProviderClaims,
  ProviderUser,
  RedirectRules,
} from '../providers/provider.js'
export type { AuditError, AuditEvent } from './audit-event.js'
export { createServer, type ServerPart } from './create-server.js'
export type { AppleKey, FromEnv, RateLimited, ServerEnv, ServerOptions, ServerProvider } from './options.js'
export type { ProxiedApiOptions } from './proxied-api.js'
