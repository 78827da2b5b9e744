import type { TestClock } from './clock.js'

/** How long `until` waits in real time, which is longer than anything in memory takes. */
const patienceMs = 5000

let busy = 0

/** Counts work that takes turns of the event loop of its own, so that `settle` can wait for its end. */
export async function whileBusy<T>(work: Promise<T>): Promise<T> {
  busy++
  try {
    return await work
  } finally {
    busy--
  }
}

/**
 * Waits until something is there, for example `until(() => tab.leftFor)`. No time of the test's clock passes.
 * Resolves to what `look` returned; rejects after five seconds of real time in which it returned `undefined`
 * or `false`. It waits by `setTimeout`, so it waits for ever where that is faked.
 */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const value = look()
    if (value !== undefined && value !== false) return value
    if (performance.now() > end) throw new Error(`This did not come true within ${patienceMs} ms: ${look}`)
    await nextTurn(1)
  }
}

/**
 * Lets the test's clock run, 100 milliseconds at a time, until something is there. Resolves and rejects as
 * `until` does.
 */
export function advanceUntil<T>(clock: TestClock, look: () => T | undefined | false): Promise<T> {
  return until(() => {
    const value = look()
    if (!busy && (value === undefined || value === false)) clock.advance(100)
    return value
  })
}

/**
 * Lets everything happen that needs no time of the test's clock: promises, messages between tabs, modules
 * that are loaded on demand.
 *
 * @param turns For so many turns of the event loop in which the test server does nothing. Default: 20.
 */
export async function settle(turns = 20): Promise<void> {
  for (let quiet = 0; quiet < turns; quiet = busy ? 0 : quiet + 1) await nextTurn(0)
}

function nextTurn(ms: number): Promise<void> {
  return new Promise((next) => {
    if (ms || typeof setImmediate !== 'function') setTimeout(next, ms)
    else setImmediate(next)
  })
}
