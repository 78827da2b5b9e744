export { type ApiCall, authorizeCall } from './client/authorize-call.js'
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
export type { SeveralClients } from './client/current-client.js'
export type { Dpop } from './client/dpop-option.js'
export { frontChannelLogout } from './client/front-channel-logout.js'
export type { ReturnedLogin } from './client/login-memory.js'
export { logoutByPost } from './client/logout-by-post.js'
export type {
  ClientEvent,
  ClientOptions,
  ProfileLogin,
  SchemaResult,
  ServerPartOption,
  StepUpDecision,
  UserSchema,
} from './client/options.js'
export { prepareLogin } from './client/prepare-login.js'
export { renew } from './client/renew.js'
export { returnedLogin } from './client/returned-login.js'
export type { EpochMs } from './clock.js'
export {
  type AnyAuthError,
  AuthError,
  type AuthErrorCode,
  type AuthErrorDetails,
  type CallbackProblem,
  isAuthError,
  type NoLoginReason,
  type Recovery,
  type ServerErrorCode,
} from './errors.js'
export type { ApiAnswer, AuthorizedCall, StepUpChallenge } from './fetch/call.js'
export type { Api } from './fetch/targets.js'
export { type MessageTexts, messageFor } from './message-for.js'
export type { Dialect, DialectUser, EndpointForm, EndpointRequest } from './protocol/dialect.js'
export type { ServerMetadata } from './protocol/metadata.js'
export type { Prompt, Scope } from './protocol/parameters.js'
export {
  type AuthorizationDetail,
  authorizationDetails,
  type ClaimRequest,
  type ClaimsRequest,
  claimsRequest,
} from './protocol/request-details.js'
export type { Signatures } from './protocol/signatures-option.js'
export type { Claims, IdentifiedClaims } from './session/record.js'
export type { Remember } from './session/record-store.js'
export type { Session, SessionEvent, SignedIn, SignedOutReason } from './session/state.js'
export type { Readable } from './session/store.js'
