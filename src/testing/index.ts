export type { Clock, EpochMs } from '../clock.js'
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
} from '../effects/effects.js'
export type { ApiAnswer, ApiChallenge, ApiRequest, IssuedToken } from './api.js'
export { type BrowserPart, createTestBrowser, type TestBrowser, type TestTab, testOrigin } from './browser.js'
export { createTestClock, type TestClock } from './clock.js'
export { createTestServer } from './create-test-server.js'
export type { Fault, FaultOptions } from './faults.js'
export {
  type TestClient,
  type TestClientOptions,
  type TestControls,
  testClient,
} from './test-client.js'
export {
  type GrantRequest,
  type Interceptor,
  type IssuedGrant,
  type TestEndpoint,
  type TestServer,
  testClientId,
  testIssuer,
} from './test-server.js'
export { advanceUntil, settle, until } from './waiting.js'
export { createWorld, type TracedClient, type World, type WorldOptions } from './world.js'
