/**
 * One event of the audit log, as `onAudit` receives it. `type` says what happened, and the other members
 * depend on it. `provider` is the name in `providers`, `sub` the subject identifier of the person, and
 * `status` the HTTP status of the answer.
 */
export type AuditEvent =
  | { readonly type: 'login-started'; readonly provider: string; readonly sub?: string }
  | {
      readonly type: 'signed-out'
      readonly provider: string
      readonly sub?: string
      /** `false`: the provider has no revocation, or a `revocation-failed` says why it did not work. */
      readonly revoked: boolean
    }
  | { readonly type: 'renewed'; readonly provider: string; readonly sub: string; readonly note?: string }
  | { readonly type: 'signed-in'; readonly provider: string; readonly sub: string; readonly note?: string }
  | { readonly type: 'code-exchanged' | 'refresh-exchanged'; readonly provider: string }
  | {
      readonly type: 'proxied'
      readonly provider: string
      readonly method: string
      readonly host: string
      readonly status: number
    }
  | {
      readonly type: 'login-failed' | 'revocation-failed' | 'failed'
      readonly provider: string
      readonly action?: string
      readonly error: AuditError
    }
  | {
      readonly type: 'refused'
      readonly provider?: string
      readonly action?: string
      readonly status: number
      readonly reason: string
    }

/** An `AuthError` without what must not be written down. */
export interface AuditError {
  /** The `code` of an `AuthError`, the OAuth error code of a refusal, or `unexpected` for the rest. */
  readonly code: string
  /**
   * What went wrong, for the log. A message that repeats a secret is replaced, and of an unexpected error
   * only the name is given.
   */
  readonly message: string
}
