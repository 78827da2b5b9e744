import type { TabLock } from '../../effects/tab-lock.js'
import { invalidOption } from '../../invalid-option.js'
import { own } from '../../own.js'
import type { ProtocolDeps } from '../../protocol/grants.js'
import { isSecureUrl } from '../../protocol/secure-url.js'
import type { Context } from '../context.js'
import type { ServerPartOption } from '../options.js'
import { createDirectSource } from './direct.js'
import { throughExchange } from './exchange.js'
import { createMediatedSource } from './mediated.js'
import type { TokenSource } from './token-source.js'

/**
 * Tokens from a server part (`hallpass/server`), or from the authorization server with a secret that a server
 * part adds.
 */
export function createServerPartSource<User>(context: Context<User>, tabLock: TabLock): TokenSource {
  const { server, dpop } = context.settings
  const { url = '', mode } = own<Partial<ServerPartOption>>(
    typeof server === 'object' ? server : { url: server ?? '' },
  )
  const base = URL.canParse(url, context.page().url())
    ? new URL(url, context.page().url()).href.replace(/\/$/, '')
    : ''
  if (!/^(\/[^/]|https?:)/.test(url) || !isSecureUrl(base)) {
    throw invalidOption('server', "write where the server part has this provider: '/oauth/github'")
  }
  // DPoP with one key in the page and another in a backend is specified nowhere (RFC 10017, section
  // 6.2.4.3.2).
  if (dpop)
    throw invalidOption(
      'dpop',
      'tokens that come from a server part are bound to no key of the page; leave it out',
    )
  if (mode !== 'exchange') return createMediatedSource(context, base, tabLock)
  const protocolDeps = async (): Promise<ProtocolDeps> => {
    const direct = await context.protocolDeps()
    return own({ ...direct, dialect: throughExchange(direct.dialect, base) })
  }
  return createDirectSource({ ...context, protocolDeps })
}
