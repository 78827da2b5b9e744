/** A URL as errors and challenges name it: query and fragment may hold secrets. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*/s, '')
}
