import type { EpochMs } from '../clock.js'
import type { ProtocolDeps } from '../protocol/grants.js'
import type { Network } from '../protocol/request.js'
import type { AuditEvent } from './audit-event.js'
import type { ResolvedServer } from './check-options.js'
import type { ResolvedProvider } from './check-provider.js'
import type { CookieRules } from './cookies.js'
import type { Renewals } from './renewals.js'
import type { Seal } from './seal.js'
import type { Shared } from './shared.js'

/** One request that has passed the checks of its route, with all that it may use. */
export interface Call {
  readonly server: ResolvedServer
  readonly provider: ResolvedProvider
  readonly request: Request
  readonly url: URL
  /** Where this server part is reached, by the configuration's word. */
  readonly origin: string
  readonly rules: CookieRules
  readonly cookies: ReadonlyMap<string, string>
  /** `Set-Cookie` headers of the answer, whatever it will be. */
  readonly setCookies: string[]
  readonly seal: Seal
  readonly renewals: Renewals
  /** The `Set-Cookie` headers that finish a login. */
  readonly finished: Shared<readonly string[]>
  readonly network: Network
  readonly send: typeof fetch
  readonly now: () => EpochMs
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly protocolDeps: () => Promise<ProtocolDeps>
  readonly audit: (event: AuditEvent) => void
}
