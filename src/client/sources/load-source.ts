import type { TabLock } from '../../effects/tab-lock.js'
import { ownScript } from '../../error-details.js'
import { AuthError } from '../../errors.js'
import type { Context } from '../context.js'
import { createDirectSource } from './direct.js'
import type { TokenSource } from './token-source.js'

/**
 * Resolves to the one token source of a client, by its `server` option. A source that could not be loaded is
 * loaded again on the next use.
 */
export function createSourceLoader<User>(
  context: Context<User>,
  tabLock: TabLock,
): () => Promise<TokenSource> {
  let loading: Promise<TokenSource> | undefined

  async function load(): Promise<TokenSource> {
    if (!context.settings.server) return createDirectSource(context)
    const { createServerPartSource } = await import('./server-part.js').catch(() => {
      throw new AuthError('network', { endpoint: ownScript })
    })
    return createServerPartSource(context, tabLock)
  }

  return () => {
    loading ??= load().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
}
