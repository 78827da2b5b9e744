import type { Client } from 'hallpass'
import { internalsOf } from '../client/client-internals.js'
import { redirectUriOf } from '../client/context.js'
import { asApi } from '../fetch/targets.js'
import { own } from '../own.js'
import { collect } from './collect.js'
import { findingsOf } from './diagnosis.js'
import type { Finding } from './finding.js'
import { findProvider } from './known-provider.js'
import { createPageObserver } from './observe-page.js'

/** What `diagnose` looks at besides the client's own options. */
export interface DiagnoseOptions {
  /** Is the FAPI 2.0 Security Profile wanted? What is missing of it is a problem then. Default: `false`. */
  readonly fapi?: boolean
  /** Called with what is looked at next, for a progress line. */
  readonly onStep?: (step: string) => void
}

/** What `diagnose` found. It holds no token, code or secret, so it may be put into an issue. */
export interface Diagnosis {
  /** The issuer of the client. */
  readonly issuer: string
  /** The origin of the page that looked. */
  readonly origin: string
  /** What each check found, in the order of the report. */
  readonly findings: readonly Finding[]
}

/**
 * Looks for what keeps this page from signing in, or from calling its APIs: at the server, in CORS, in the
 * registration, in the page's own headers and in the browser. It changes nothing: no session, and nothing
 * that is stored. It sends requests that are there to be refused, and an authorization request with
 * `prompt=none` in a hidden frame. Never rejects for what it finds; with a `TypeError` for what is no client.
 *
 * For development and for a support page, loaded when it is used: `await import('hallpass/diagnose')`.
 *
 * @example
 * ```ts
 * const { diagnose, describeDiagnosis } = await import('hallpass/diagnose')
 * console.log(describeDiagnosis(await diagnose(auth)))
 * ```
 */
export async function diagnose<User>(
  client: Client<User>,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const { context } = internalsOf(client)
  const { fapi = false, onStep = () => {} } = own(options)
  const { settings, effects } = context
  const { issuer, issuerName, clientId, scopeText, apis, dpop, server, timeoutMs } = settings
  const page = context.page()
  const { origin } = new URL(page.base())
  const observer = createPageObserver({
    fetch: effects.fetch,
    clock: effects.clock,
    timeoutMs,
    signedIn: context.current.session.get().status === 'signed-in',
    frames: typeof document === 'object' && document.URL === page.url(),
  })
  const facts = await collect(
    {
      issuer: issuerName,
      origin,
      clientId,
      redirectUri: redirectUriOf(context),
      scope: scopeText,
      apis: apis.map((api) => new URL(asApi(api).url, page.base()).href),
      dpop: dpop !== undefined,
      fapi,
      metadata: typeof issuer === 'object' ? own(issuer as object as Record<string, unknown>) : undefined,
      serverPart: server !== undefined,
      provider: findProvider(issuerName),
    },
    observer,
    onStep,
  )
  return { issuer: issuerName, origin, findings: findingsOf(facts) }
}
