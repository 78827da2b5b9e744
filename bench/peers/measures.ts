import { each } from './each.js'
import { calls } from './measures/calls.js'
import { faults } from './measures/faults.js'
import { growth } from './measures/growth.js'
import { reloads } from './measures/reloads.js'
import { requests } from './measures/requests.js'
import { size } from './measures/size.js'
import { stampede } from './measures/stampede.js'
import type { Measure } from './run.js'

interface NamedMeasure {
  readonly name: string
  readonly measure: Measure
  /** How many libraries are measured at the same time: one, where time is what is measured. */
  readonly together?: number
}

export const measures: readonly NamedMeasure[] = [
  { name: 'size', measure: each(size), together: 3 },
  { name: 'requests', measure: each(requests), together: 3 },
  { name: 'stampede', measure: each(stampede), together: 3 },
  { name: 'faults', measure: each(faults), together: 3 },
  { name: 'reloads', measure: reloads },
  { name: 'calls', measure: each(calls) },
  { name: 'growth', measure: each(growth) },
]
