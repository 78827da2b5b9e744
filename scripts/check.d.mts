/** One thing that was looked at, and what is wrong with it, a line each. */
export interface Check {
  readonly name: string
  readonly problems: readonly string[]
}
