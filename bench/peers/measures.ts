import type { Measure } from './run.js'
import { each } from './each.js'
import { faults } from './measures/faults.js'
import { requests } from './measures/requests.js'
import { size } from './measures/size.js'
import { stampede } from './measures/stampede.js'

interface NamedMeasure {
  readonly name: string
  readonly measure: Measure
  /** How many libraries are measured at the same time: one, where time is what is measured. */
  readonly together?: number
}

export const measures: readonly NamedMeasure[] = [
  { name: 'size', measure: each(size), together: 3 },
  { name: 'requests', measure: each(requests), together: 3 },
  { name: 'stampede', measure: each(stampede), together: 2 },
  { name: 'faults', measure: each(faults), together: 3 },
]
