import type { EpochMs } from '../clock.js'
import type { Grant } from '../protocol/grants.js'
import type { Network } from '../protocol/request.js'
import type { CookieRules } from './cookies.js'
import type { FinishOnce } from './finish-once.js'
import type { AuditEvent, ResolvedProvider, ResolvedServer } from './options.js'
import type { Renewals } from './renewals.js'
import type { Seal } from './seal.js'

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
  readonly network: Network
  readonly send: typeof fetch
  readonly now: () => EpochMs
  /** For the callback of one login: see `createFinishOnce`. */
  readonly finishOnce: FinishOnce
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly grant: () => Promise<Grant>
  readonly audit: (event: AuditEvent) => void
}
