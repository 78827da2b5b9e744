import type { Measure } from './run.js'
import { each } from './each.js'
import { requests } from './measures/requests.js'

interface NamedMeasure {
  readonly name: string
  readonly measure: Measure
  /** How many libraries are measured at the same time: one, where time is what is measured. */
  readonly together?: number
}

export const measures: readonly NamedMeasure[] = [
  { name: 'requests', measure: each(requests), together: 3 },
]
