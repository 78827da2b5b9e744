import type { LoggedEvent, LoggedRequest } from './log.js'
import type { SlowView } from './look-inside.js'
import type { WatchedClient } from './watch-client.js'

/** What a tab of the panel is drawn from. */
export interface PanelView {
  readonly watched: WatchedClient
  /** `undefined` until it was looked up for the first time. */
  readonly slow: SlowView | undefined
  readonly events: readonly LoggedEvent[]
  readonly requests: readonly LoggedRequest[]
  isRevealed(id: string): boolean
}
