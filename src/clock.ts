/** Milliseconds since 1970, as this device's clock has it. */
export type EpochMs = number

/**
 * The longest time of a timer (HTML, `setTimeout`: a signed 32-bit integer); a longer one would go off at
 * once.
 */
export const longestMs: number = 2 ** 31 - 1

/** The time and the timers that a client uses. */
export interface Clock {
  /** The wall clock, which a person or the network may set at any time. */
  now(): EpochMs
  /**
   * Milliseconds since some moment of this page's life; never goes back, and may stand still while the device
   * sleeps.
   */
  elapsed(): number
  /** Calls `run` once after `ms`; returns how to cancel it. */
  after(ms: number, run: () => void): () => void
}
