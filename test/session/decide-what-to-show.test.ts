import { expect, test } from 'vitest'
import { decideWhatToShow } from '../../src/session/decide-what-to-show.js'
import type { SessionRecord } from '../../src/session/record.js'

function record(afterSignOut: number, loginAt: number, renewals: number): SessionRecord {
  return { afterSignOut, loginAt, renewals, claims: { sub: 'ada' }, tokens: {}, renewable: true }
}

const shown = record(1, 10, 2)

const renewed = record(1, 10, 3)
const laterLogin = record(1, 11, 0)
const afterSignOut = record(5, 3, 0)

interface Situation {
  readonly shown: SessionRecord | undefined
  readonly stored: SessionRecord | undefined
  readonly lastSignOut: number
}

test.each<[what: string, situation: Partial<Situation>, decision: SessionRecord | 'end' | undefined]>([
  ['nothing is shown and nothing stored', {}, undefined],
  ['a page starts and finds a session, or somebody signed in in another tab', { stored: shown }, shown],
  ['the same record is stored', { shown, stored: record(1, 10, 2) }, undefined],
  ['an older record is stored', { shown, stored: record(1, 10, 1) }, undefined],
  ['another tab has renewed', { shown, stored: renewed }, renewed],
  ['somebody signed in again', { shown, stored: laterLogin }, laterLogin],
  ['the record was removed', { shown, stored: undefined }, 'end'],
  ['somebody signed out, and the record is still there', { shown, stored: shown, lastSignOut: 2 }, 'end'],
  ['somebody signed out and in again', { shown, stored: afterSignOut, lastSignOut: 5 }, afterSignOut],
  [
    'a page starts and finds a session from before the sign-out',
    { stored: shown, lastSignOut: 2 },
    undefined,
  ],
])('%s', (_, { shown, stored, lastSignOut = 1 }, decision) => {
  expect(decideWhatToShow(shown, stored, lastSignOut)).toEqual(decision)
})
