import { AuthError } from '../errors.js'
import type { Session } from '../session/state.js'
import type { Readable } from '../session/store.js'
import type { Client } from './client.js'

/** Several clients with one session, as `createClients` makes them. */
export interface SeveralClients<User> {
  /** Who is signed in, and with which provider. */
  readonly session: Readable<Session<User> & { readonly provider?: string }>
  /** The client of each provider. */
  readonly clients: Readonly<Record<string, Client<User>>>
  /** Resolves when it is known who is signed in. */
  start(): Promise<unknown>
}

/**
 * The client that somebody is signed in with, once that is known. A client of one provider is that client
 * itself, whoever is signed in. Rejects with `signed-out`.
 */
export async function currentClient<User>(auth: Client<User> | SeveralClients<User>): Promise<Client<User>> {
  if (!('clients' in auth)) return auth
  if (auth.session.get().status === 'loading') await auth.start()
  const { provider } = auth.session.get()
  const client = provider === undefined ? undefined : auth.clients[provider]
  if (!client) throw new AuthError('signed-out', {})
  return client
}
