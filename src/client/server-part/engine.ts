import { AuthError } from '../../errors.js'
import { own } from '../../own.js'
import { isSecureUrl } from '../../protocol/secure-url.js'
import type { Context } from '../context.js'
import type { Engine } from '../engine.js'
import type { DirectEngine } from './direct-engine.js'
import { throughExchange } from './exchange.js'
import { createMediatedEngine } from './mediated.js'

/** The engine of a client whose tokens come from a server part (`hallpass/server`), and not from the authorization server itself. */
export function createEngine<User>(shell: Context<User>, direct: DirectEngine): Engine {
  const { server, dpop, dialect } = shell.settings
  const { url, mode } = typeof server === 'object' ? server : { url: server ?? '', mode: undefined }
  const base = URL.canParse(url, shell.page().url()) ? new URL(url, shell.page().url()).href.replace(/\/$/, '') : ''
  if (!/^(\/[^/]|https?:)/.test(url) || !isSecureUrl(base)) {
    throw wrong('server', "write where the server part has this provider: '/oauth/github'")
  }
  // DPoP with one key in the page and another in a backend is nobody's specification (RFC 10017, section 6.2.4.3.2).
  if (dpop) throw wrong('dpop', 'tokens that come from a server part are bound to no key of the page; leave it out')
  if (mode !== 'exchange') return createMediatedEngine(shell, base, direct)
  return direct.createEngine({
    ...shell,
    settings: own({ ...shell.settings, dialect: throughExchange(dialect, base) }),
  })
}

function wrong(option: string, what: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${what}.`)
}
