import { invalidOption } from '../invalid-option.js'

/** Refuses an option that does not exist. `at` is the option that contains these, or empty. */
export function refuseUnknown(options: object, names: Readonly<Record<string, 1>>, at: string): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(names, name)) {
      throw invalidOption(
        at ? `${at}.${name}` : name,
        `there is no such option; there are ${Object.keys(names).join(', ')}`,
      )
    }
  }
}
