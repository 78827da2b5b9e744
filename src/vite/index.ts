export {
  createDevAuthorizationServer,
  type DevAuthorizationServer,
} from './create-dev-authorization-server.js'
export { type DevServerConfig, defineDevServer } from './define-dev-server.js'
export { devAuthorizationServer } from './dev-authorization-server.js'
export type { DevApi, DevAuthorizationServerOptions, DevClient, DevUser } from './options.js'
export { serverPart, type ViteServerPartOptions } from './server-part.js'
