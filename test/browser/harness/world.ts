import type { JSONWebKeySet } from 'jose'
import type { DevAuthorizationServerOptions } from '../../../src/vite/index.js'
import { createDevAuthorizationServer } from '../../../src/vite/index.js'
import { routes } from '../../../src/vite/provider-configuration.js'
import { createApi } from './api.js'
import { type AppOptions, createApp } from './app.js'
import type { Front } from './front.js'
import { createFront } from './front.js'
import type { IdpRequest, Secret } from './idp-requests.js'
import { kindOfIdpRequest, mount, secretsIn } from './idp-requests.js'

/** Everything a sign-in needs besides a browser, each server on a site of its own. */
export interface World {
  readonly idp: Front<IdpRequest>
  readonly issuer: string
  readonly app: Front
  /** The same app on the authorization server's own site. */
  readonly ownApp: Front
  /** What access tokens are for where the client asks for nothing else. */
  readonly api: Front
  /** Wants a token of its own (RFC 8707). */
  readonly otherApi: Front
  /** What `createClient` gets, besides the obvious, on the pages of the app that load from now on. */
  client: Readonly<Record<string, unknown>>
  /** What `start` gets there; `false` leaves it to the test. With a router: `'after the router'`. */
  start: AppOptions['start']
  /** Which app it is: one with this router (`routers/`), or one without a router. */
  router: string | undefined
  /** Anew: nobody has ever signed in, nothing was requested, nothing is broken. */
  reset(options?: DevAuthorizationServerOptions): Promise<void>
  /** Every token, code and verifier that came by. */
  secrets(): readonly Secret[]
  close(): Promise<void>
}

const clientId = 'app'

export async function createWorld(): Promise<World> {
  const [serveApp, idp, app, ownApp, api, otherApi] = await Promise.all([
    createApp(),
    createFront<IdpRequest>('idp.localhost', kindOfIdpRequest),
    createFront('app.localhost'),
    createFront('idp.localhost'),
    createFront('api.localhost'),
    createFront('other.localhost'),
  ])
  const fronts: readonly Front[] = [idp, app, ownApp, api, otherApi]
  const issuer = `${idp.origin}${mount}`

  const world: World = {
    idp,
    issuer,
    app,
    ownApp,
    api,
    otherApi,
    client: {},
    start: undefined,
    router: undefined,
    reset: async (options) => {
      const server = createDevAuthorizationServer({
        origin: idp.origin,
        path: mount,
        clients: [{ clientId, name: 'An app', origins: [app.origin, ownApp.origin] }],
        apis: [{ resource: api.origin }, { resource: otherApi.origin }],
        ...options,
      })
      idp.reset(server.handle)
      const keys = JSON.parse(await idp.peek(mount + routes.jwks)) as JSONWebKeySet
      const nonces = options?.requireDPoPNonce ?? false
      api.reset(createApi({ issuer, audience: api.origin, keys, nonces }))
      otherApi.reset(createApi({ issuer, audience: otherApi.origin, keys, nonces }))
      const serve = serveApp(() => ({
        client: { ...obvious, ...world.client },
        start: world.start,
        router: world.router,
      }))
      app.reset(serve)
      ownApp.reset(serve)
      world.client = {}
      world.start = undefined
      world.router = undefined
    },
    secrets: () => secretsIn(idp.exchanges),
    close: async () => {
      await Promise.all(fronts.map((front) => front.close()))
    },
  }
  const obvious = { issuer, clientId, scope: 'openid profile offline_access', apis: [api.origin] }
  return world
}
