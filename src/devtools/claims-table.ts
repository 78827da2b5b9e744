import type { EpochMs } from '../clock.js'
import { build } from '../elements/build.js'
import { isTimeClaim, meaningOf } from './claim-meanings.js'
import { relative } from './in-words.js'

/** The members of a header or of a payload, each with what it means. */
export function claimsTable(
  part: 'header' | 'payload',
  members: Readonly<Record<string, unknown>>,
  now: EpochMs,
): HTMLElement {
  return build(
    'dl',
    { class: 'claims' },
    ...Object.entries(members).map(([name, value]) =>
      build(
        'div',
        { 'data-key': name },
        build('dt', {}, build('code', {}, name)),
        build(
          'dd',
          {},
          build('code', {}, typeof value === 'string' ? value : JSON.stringify(value)),
          ...(isTimeClaim(name) && typeof value === 'number'
            ? [build('span', { class: 'time' }, timeWords(value * 1000, now))]
            : []),
          build('span', { class: 'meaning' }, meaningOf(part, name)),
        ),
      ),
    ),
  )
}

function timeWords(at: EpochMs, now: EpochMs): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return 'no time'
  return `${date.toISOString().replace('T', ' ').replace('.000Z', ' UTC')}, ${relative(at, now)}`
}
