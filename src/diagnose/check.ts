import type { AuthErrorCode } from '../errors.js'
import type { Facts } from './facts.js'
import type { CheckGroup, Verdict } from './finding.js'

/** One check, as data and a pure function. The report, the documents and the command line are made of it. */
export interface Check {
  readonly id: string
  readonly group: CheckGroup
  readonly title: string
  /** Why it matters: a sentence or two. */
  readonly why: string
  /** The errors that an app meets where it fails. */
  readonly errors: readonly AuthErrorCode[]
  /** Which of the provider's steps are about it. */
  readonly topic?: Topic
  /** Returns `undefined` where there is nothing to check. */
  readonly find: (facts: Facts) => Outcome | readonly Outcome[] | undefined
}

export type Topic = 'redirect' | 'origins' | 'refresh' | 'pkce' | 'client' | 'sign-out'

export interface Outcome {
  readonly verdict: Verdict
  readonly seen: string
  readonly change?: string | undefined
}

export const good = (seen: string): Outcome => ({ verdict: 'good', seen })
export const note = (seen: string, change?: string): Outcome => ({ verdict: 'note', seen, change })
export const warning = (seen: string, change: string): Outcome => ({ verdict: 'warning', seen, change })
export const problem = (seen: string, change: string): Outcome => ({ verdict: 'problem', seen, change })
export const unknown = (seen: string, change?: string): Outcome => ({ verdict: 'unknown', seen, change })
