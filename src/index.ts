export type {
  AccessTokenOptions,
  Client,
  LoginOptions,
  LogoutOptions,
  StartOptions,
} from './client/client.js'
export { createClient } from './client/create-client.js'
export {
  type Clients,
  type ClientsOptions,
  type ClientsSession,
  createClients,
} from './client/create-clients.js'
export type { ReturnedLogin } from './client/login-memory.js'
export type {
  ClientEvent,
  ClientOptions,
  ProfileLogin,
  ServerPartOption,
  StepUpDecision,
  UserSchema,
} from './client/options.js'
export { renew } from './client/renew.js'
export { returnedLogin } from './client/returned-login.js'
export type { Clock, EpochMs } from './clock.js'
export type {
  Channel,
  Database,
  Effects,
  Lock,
  LockOptions,
  OpenChannel,
  Page,
  PageEvent,
  Storages,
  TextStore,
} from './effects/effects.js'
export {
  type AnyAuthError,
  AuthError,
  type AuthErrorCode,
  type AuthErrorDetails,
  type CallbackProblem,
  isAuthError,
  type NoLoginReason,
  type Recovery,
} from './errors.js'
export type { StepUpChallenge } from './fetch/call.js'
export type { Api } from './fetch/targets.js'
export type { Dialect, DialectUser, EndpointForm, EndpointRequest } from './protocol/dialect.js'
export type { ServerMetadata } from './protocol/metadata.js'
export type { Claims, IdentifiedClaims } from './session/record.js'
export type { Remember } from './session/record-store.js'
export type { Session, SessionEvent, SignedIn, SignedOutReason } from './session/state.js'
export type { Readable } from './session/store.js'
