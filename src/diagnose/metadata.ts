import { printable } from '../printable.js'

/** A member of the metadata that has to be a list of texts; `undefined` where it is none. */
export function listOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.filter((item) => typeof item === 'string').map((item) => printable(item, 60))
}

/** A member of the metadata that has to be a text; `undefined` where it is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
