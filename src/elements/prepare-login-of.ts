import type { Client, Clients } from 'hallpass'
import { prepareLogin } from '../client/prepare-login.js'
import type { ElementsClient } from './app.js'

/**
 * Prepares the login that a button of this provider starts. A client of an app's own making has nothing that
 * could be prepared.
 */
export function prepareLoginOf(client: ElementsClient, provider: string | null): void {
  const { clients } = client as Partial<Clients<string, unknown>>
  const one = provider !== null && clients && Object.hasOwn(clients, provider) ? clients[provider] : client
  try {
    void prepareLogin(one as Client<unknown>)
  } catch {
    // `createClient` has not made this client.
  }
}
