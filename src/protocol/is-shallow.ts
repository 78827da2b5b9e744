/** No correct server nests values this deep, and a recursion can go much deeper. */
const deepest = 50

/** Can this value be walked through, copied and written as JSON without an overflow of the stack? */
export function isShallow(value: unknown, levels: number = deepest): boolean {
  if (typeof value !== 'object' || !value) return true
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1))
}
