import type { ResolvedConfig } from 'vite'
import type { ServerEnv } from '../server/index.js'

/** What `.env` files and the environment have, without the rule that only `VITE_` names are seen. */
export async function readEnv({ mode, envDir }: ResolvedConfig): Promise<ServerEnv> {
  const { loadEnv } = await import('vite')
  return loadEnv(mode, envDir || process.cwd(), '')
}
