import { dpop } from '../../src/dpop/index.js'
import type { ClientOptions } from '../../src/index.js'
import { createWorld, type World } from '../../src/testing/index.js'
import { type BoundServer, bindTokens } from './bound-server.js'

const name = 'hallpass1 https://login.example app'
export const keysAt: string = `${name} dpop`
export const noncesAt: string = `${name} dpop-nonces`

export interface BoundWorld extends World {
  readonly bound: BoundServer
}

/** A world whose server wants proofs, and whose clients make them. */
export function createBoundWorld(): BoundWorld {
  const world = createWorld()
  const bound = bindTokens(world)
  const withDpop = (options: Partial<ClientOptions> = {}): Partial<ClientOptions> => ({
    dpop: dpop(),
    ...options,
  })
  return {
    ...world,
    bound,
    client: (tab, options) => world.client(tab, withDpop(options)),
    signIn: (tab, options) => world.signIn(tab, withDpop(options)),
  }
}
