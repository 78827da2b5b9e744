/** Milliseconds since 1970, as this device's clock has it. */
export type EpochMs = number

export interface Clock {
  /** The wall clock, which a person or the network may set at any time. */
  now(): EpochMs
  /** Milliseconds since some moment of this page's life; never goes back, and may stand still while the device sleeps. */
  elapsed(): number
  /** Calls `run` once after `ms`; returns how to cancel it. */
  after(ms: number, run: () => void): () => void
}
