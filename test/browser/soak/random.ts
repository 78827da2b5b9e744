/** Chance that can be had again: the same seed gives the same numbers (mulberry32). */
export interface Chance {
  between(least: number, most: number): number
  oneOf<T>(list: readonly T[]): T
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    oneOf: <T>(list: readonly T[]) => {
      if (list.length === 0) throw new RangeError('One of none.')
      return list[Math.floor(next() * list.length)] as T
    },
  }
}
