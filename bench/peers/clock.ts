import { AsyncLocalStorage } from 'node:async_hooks'

/** How far the time of one world is from the real one. */
export interface Clock {
  offsetMs: number
}

const clocks = new AsyncLocalStorage<Clock>()
const realNow = Date.now

/** Runs what a server does with the time of its world: `oidc-provider` asks `Date.now`, as everybody. */
export function withClock<R>(clock: Clock, run: () => R): R {
  return clocks.run(clock, run)
}

/** From now on `Date.now` is the time of the world in which it is called. */
export function install(): void {
  Date.now = () => realNow() + (clocks.getStore()?.offsetMs ?? 0)
}

/**
 * For pages and workers: `Date` as it is after `offsetMs`, and `setClock` to move it. Timers stay real, as
 * they do on a machine that sleeps.
 */
export function clockScript(offsetMs: number): string {
  return `(() => {
  if (self.setClock) return self.setClock(${offsetMs})
  const Real = Date
  let offset = ${offsetMs}
  self.setClock = (ms) => { offset = ms }
  self.Date = class Date extends Real {
    constructor(...args) { args.length > 0 ? super(...args) : super(Real.now() + offset) }
    static now() { return Real.now() + offset }
  }
})()`
}
