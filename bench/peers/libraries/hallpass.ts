// https://github.com/hallpass (README.md, docs/guides/dpop.md)
import { createClient } from 'hallpass'
import type { Create } from '../library.js'

export const create: Create = async ({ issuer, clientId, scope, apis, dpop }) => {
  const auth = createClient({
    issuer,
    clientId,
    scope,
    apis,
    remember: 'browser',
    ...(dpop && { dpop: (await import('hallpass/dpop')).dpop() }),
  })
  const started = auth.start()
  return {
    signIn: () => auth.login(),
    callback: () => started,
    token: () => auth.accessToken(),
    fetch: auth.fetch,
  }
}
