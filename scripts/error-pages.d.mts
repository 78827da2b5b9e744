import type { Check } from '../src/diagnose/check.js'
import type { AuthErrorCode } from '../src/error-details.js'

export interface Parts {
  readonly source: string
  readonly textOf: (code: AuthErrorCode, details: never) => string
  readonly recoveryOf: (code: AuthErrorCode) => 'retry' | 'sign-in' | 'fix'
  readonly checks: readonly Check[]
}

/** The text of each page, by its file. */
export function errorPages(parts: Parts): Promise<ReadonlyMap<string, string>>
