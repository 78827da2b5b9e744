import type { Client, SeveralClients } from 'hallpass'
import { internalsOf } from '../client/client-internals.js'
import { isAuthError } from '../errors.js'
import { ownerOf } from '../session/owner.js'

/** A TanStack Query client (version 5), as far as it is needed here. */
export interface QueryCacheClient {
  /** Forgets queries. */
  removeQueries(filters: { readonly type: 'inactive' }): void
  /** Empties the queries that are shown, and asks for them again. */
  resetQueries(): Promise<unknown>
  /** The cache of mutations. */
  getMutationCache(): {
    /** Forgets all mutations. */
    clear(): void
  }
}

/**
 * Empties the cache of a TanStack Query client when somebody signs out, here or in another tab, when a
 * session ends, and when somebody else signs in, so that nobody sees the data of another person. Queries that
 * are still shown are asked for again. Returns how to stop.
 *
 * @throws {TypeError} for a client that this library has not made.
 * @example
 * const queryClient = new QueryClient({ defaultOptions: { queries: { retry: retryQuery } } })
 * clearQueriesOnSignOut(auth, queryClient)
 */
export function clearQueriesOnSignOut<User>(
  auth: Client<User> | SeveralClients<User>,
  queryClient: QueryCacheClient,
): () => void {
  let person: string | undefined
  return auth.session.subscribe(({ status }) => {
    if (status !== 'signed-in' && status !== 'signed-out') return
    const before = person
    person = status === 'signed-in' ? personOf(auth) : undefined
    if (before === undefined || before === person) return
    forgetAll(queryClient)
  })
}

/**
 * The `retry` option of TanStack Query: an error of this library is tried again where its `recovery` is
 * `retry`, and not where a person or a developer has to do something; all other errors are, as by default.
 * Three times at most.
 *
 * @example
 * new QueryClient({ defaultOptions: { queries: { retry: retryQuery } } })
 */
export function retryQuery(failureCount: number, error: unknown): boolean {
  return failureCount < 3 && (!isAuthError(error) || error.recovery === 'retry')
}

function forgetAll(queryClient: QueryCacheClient): void {
  queryClient.getMutationCache().clear()
  // Both stop the requests that are under way, whose answers belong to the person before.
  queryClient.removeQueries({ type: 'inactive' })
  // A query that fails now says so where it is shown.
  queryClient.resetQueries().catch(() => {})
}

/** The person who is signed in, as `auth.fetch` tells people apart. */
function personOf<User>(auth: Client<User> | SeveralClients<User>): string | undefined {
  if (!('clients' in auth)) return ownerIn(auth)
  const { provider = '' } = auth.session.get()
  const client = auth.clients[provider]
  return client && `${provider} ${ownerIn(client)}`
}

function ownerIn<User>(client: Client<User>): string | undefined {
  const record = internalsOf(client).context.current.record()
  return record && ownerOf(record)
}
