import type { By, Found } from '../results.js'

const own = 'hallpass'

/** Every column of a table in which another does better than Hallpass, by more than noise. */
export function ahead(found: Found): readonly string[] {
  const { size, requests, calls, reloads, stampede, faults } = found
  return [
    better('Loads less in a whole life', size, ({ loaded }) => loaded, 0),
    better('Emits less', size, ({ emitted }) => emitted, 0),
    better('Makes fewer requests before the redirect', requests, ({ cold }) => cold.length, 0),
    better(
      'Makes fewer requests from the callback to the API',
      requests,
      ({ callback }) => callback.length,
      0,
    ),
    better('Makes fewer requests after a reload', requests, ({ reload }) => reload.length, 0),
    better('Has its token sooner after a reload', reloads, (one) => firstOf(one)?.importToToken.median, 0.1),
    better('Is faster with a valid token', calls, ({ tokenUs }) => tokenUs.median, 0.1),
    better('Is faster with a call of an API', calls, ({ fetchRatio }) => fetchRatio.median, 0.1),
    better('Is faster with a call with DPoP', calls, ({ boundRatio }) => boundRatio?.median, 0.1),
    better('Needs less heap', calls, ({ heapKb }) => heapKb, 0.05),
    ...Object.keys(stampede?.[own] ?? {}).map((crowd) =>
      better(
        `Fails fewer calls with ${crowd}`,
        stampede,
        (one) => one[crowd]?.reduce((total, { failed }) => total + failed, 0),
        0,
      ),
    ),
    ...Object.keys(faults?.[own] ?? {}).flatMap((scenario) => [
      better(
        `Keeps the session where Hallpass does not (${scenario})`,
        faults,
        (one) => (one[scenario]?.signedIn ? 0 : 1),
        0,
      ),
      better(
        `Keeps more of the open tabs working (${scenario})`,
        faults,
        (one) => one[scenario] && one[scenario].tabs - one[scenario].works,
        0,
      ),
      better(`Fails fewer calls meanwhile (${scenario})`, faults, (one) => one[scenario]?.failed, 0),
    ]),
  ].filter((line) => line !== undefined)
}

/** Smaller is better. `margin`: the part of our own number by which another has to be smaller. */
function better<What>(
  what: string,
  by: By<What> | undefined,
  read: (one: What) => number | undefined,
  margin: number,
): string | undefined {
  const ours = by?.[own] === undefined ? undefined : read(by[own])
  if (by === undefined || ours === undefined) return undefined
  const enough = ours * (1 - margin)
  const names = Object.entries(by)
    .filter(([name]) => name !== own)
    .filter(([, one]) => {
      const theirs = read(one)
      return theirs !== undefined && theirs < enough
    })
    .map(([name]) => (name === 'by-hand' ? 'the client by hand' : name))
  return names.length === 0 ? undefined : `${what}: ${names.join(', ')}.`
}

function firstOf<What>(by: By<What>): What | undefined {
  return Object.values(by)[0]
}
