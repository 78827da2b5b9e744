import type { Calls } from './measures/calls.js'
import type { Outcome } from './measures/faults.js'
import type { Growth } from './measures/growth.js'
import type { Reload } from './measures/reloads.js'
import type { Requests } from './measures/requests.js'
import type { Size } from './measures/size.js'
import type { Stampede } from './measures/stampede.js'

/** What `results.json` has. */
export interface Results {
  /** Of everything that took part. */
  readonly versions: Readonly<Record<string, string>>
  readonly machine: string
  readonly measures: Found
}

/** By library. What was not measured yet is not there. */
export interface Found {
  readonly size?: By<Size>
  readonly requests?: By<Requests>
  readonly stampede?: By<Readonly<Record<string, readonly Stampede[]>>>
  readonly faults?: By<Readonly<Record<string, Outcome>>>
  readonly reloads?: By<Readonly<Record<string, Reload>>>
  readonly calls?: By<Calls>
  readonly growth?: By<Growth>
}

export type By<What> = Readonly<Record<string, What>>
