export type { SimulatedProviderId } from '../simulators/all.js'
export { type SimulatedProviders, simulateProviders } from '../simulators/simulate-providers.js'
export type { SimulatedClient, Simulator } from '../simulators/simulator.js'
export {
  createDevAuthorizationServer,
  type DevAuthorizationServer,
} from './create-dev-authorization-server.js'
export { type DevServerConfig, defineDevServer } from './define-dev-server.js'
export { devAuthorizationServer } from './dev-authorization-server.js'
export { type DevProviderOptions, type DevProvidersSettings, devProviders } from './dev-providers.js'
export type { DevApi, DevAuthorizationServerOptions, DevClient, DevUser } from './options.js'
export { serverPart, type ViteServerPartOptions } from './server-part.js'
