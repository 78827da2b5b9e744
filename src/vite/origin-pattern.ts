/** Whether a URL is on an origin, which may have `*` for its port: `http://localhost:*`. */
export function isOnOrigin(url: URL, origin: string): boolean {
  if (!isPattern(origin)) return url.origin === origin
  return `${url.protocol}//${url.hostname}` === origin.slice(0, -2)
}

/** Does this origin stand for every port of its host? */
export function isPattern(origin: string): boolean {
  return /^https?:\/\/[^/]+:\*$/.test(origin)
}
