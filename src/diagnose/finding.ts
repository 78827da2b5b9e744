import type { AuthErrorCode } from 'hallpass'

/**
 * What a check came to. `good`: as it should be. `note`: good to know. `warning`: something works less well.
 * `problem`: signing in, or a call, fails. `unknown`: it cannot be seen from here.
 */
export type Verdict = 'good' | 'note' | 'warning' | 'problem' | 'unknown'

/** What one check found, with what to do about it. It never holds a token, a code or a secret. */
export interface Finding {
  /** The name of the check, which does not change: `token-cors`. */
  readonly check: string
  /** The part that the check belongs to. */
  readonly group: CheckGroup
  /** What was checked, for people. */
  readonly title: string
  /** How good or bad it is. */
  readonly verdict: Verdict
  /** What was seen. */
  readonly seen: string
  /** Why it matters. */
  readonly why: string
  /** What to change. Absent where nothing is to be changed. */
  readonly change?: string
  /** Where to change it at this provider, where the provider is known. */
  readonly where?: ProviderPlace
  /** The errors that an app meets where this check fails; each has a page in `docs/errors/`. */
  readonly errors: readonly AuthErrorCode[]
}

/** Where to click at a provider. */
export interface ProviderPlace {
  /** The provider's name, for people. */
  readonly name: string
  /** The address of the page where apps are registered. */
  readonly console: string
  /** What to do there, one step each. */
  readonly steps: readonly string[]
}

/** The parts of the report. */
export type CheckGroup = 'server' | 'cors' | 'client' | 'page' | 'api' | 'profile'
