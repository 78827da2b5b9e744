import type { Effects } from '../effects/effects.js'

/** A page that is still here this long after it was told to leave did not leave. */
export const leavesWithinMs = 15_000

/** Resolves when a page that left comes back from the back/forward cache, or turns out not to have left. */
export function waitForReturn({ clock, page }: Effects): Promise<void> {
  return new Promise((done) => {
    clock.after(leavesWithinMs, done)
    page?.listen(({ type }) => type === 'back-from-cache' && done())
  })
}
