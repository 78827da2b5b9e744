import type { Effects } from '../effects/effects.js'

/** A page that is still here so long after it was told to leave did not leave. */
export const leavesWithinMs = 15_000

/** Resolves when a page that left is here again, or still. */
export function untilBack({ clock, page }: Effects): Promise<void> {
  return new Promise((done) => {
    clock.after(leavesWithinMs, done)
    page?.listen(({ type }) => type === 'restored' && done())
  })
}
