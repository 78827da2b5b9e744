import { type CookieAttributes, type CookieRules, dropCookie, octetsOf, setCookie } from './cookies.js'

/**
 * Of one cookie's value: leaves room for its name and attributes below the 4096 octets that browsers keep.
 */
const pieceLength = 3700

/**
 * The most that a value may have in all its pieces. A proxy in front of the app accepts 8 KiB of cookies by
 * default (Apache, and nginx over HTTP/1.1), and what is longer would lock the person out of the whole host.
 */
export const maxValueLength = 7168

const maxPieces = Math.ceil(maxValueLength / pieceLength)

// The first piece begins with the number of pieces; a value in one piece is as it is. Values are base64url,
// which has no dot.
const counted = /^([2-9])\.(.*)$/s

/**
 * Puts together the value that `writePieces` has written. Where a piece is missing, or belongs to another
 * value, the result is a text that no key decrypts.
 */
export function readPieces(cookies: ReadonlyMap<string, string>, what: string): string | undefined {
  const first = cookies.get(what)
  const [, count, start] = first?.match(counted) ?? []
  if (count === undefined) return first
  const others = Array.from(
    { length: Number(count) - 1 },
    (_, index) => cookies.get(nameOf(what, index + 1)) ?? '',
  )
  return [start, ...others].join('')
}

export function countPieces(value: string): number {
  return Math.ceil(value.length / pieceLength)
}

/** What a value adds to the `Cookie` header of a request, in octets. */
export function octetsOfPieces(rules: CookieRules, what: string, value: string): number {
  const count = countPieces(value)
  const names = Array.from({ length: count }, (_, index) => nameOf(what, index))
  return names.reduce((sum, name) => sum + octetsOf(rules, name, ''), value.length + (count > 1 ? 2 : 0))
}

interface Jar {
  readonly rules: CookieRules
  readonly cookies: ReadonlyMap<string, string>
}

/**
 * `Set-Cookie` headers for a value in as many cookies as it needs; nothing for one that is too long.
 */
export function writePieces(
  { rules, cookies }: Jar,
  what: string,
  value: string,
  attributes: CookieAttributes,
): readonly string[] | undefined {
  const count = countPieces(value)
  const set: string[] = []
  for (let index = 0; index < count; index++) {
    const piece = value.slice(index * pieceLength, (index + 1) * pieceLength)
    const text = index === 0 && count > 1 ? `${count}.${piece}` : piece
    const cookie = setCookie(rules, nameOf(what, index), text, attributes)
    if (!cookie) return undefined
    set.push(cookie)
  }
  // Browsers send no `SameSite=Strict` cookies along with the answer to a login. It is then unknown how many
  // pieces the previous value had, so all further pieces are deleted.
  const surplus = namesFrom(what, count).filter((name) => cookies.has(name) || !cookies.has(what))
  return [...surplus.map((name) => dropCookie(rules, name)), ...set]
}

/** `Set-Cookie` headers that remove a value. */
export function dropPieces({ rules, cookies }: Jar, what: string): readonly string[] {
  const surplus = namesFrom(what, 1).filter((name) => cookies.has(name) || !cookies.has(what))
  return [what, ...surplus].map((name) => dropCookie(rules, name))
}

function namesFrom(what: string, from: number): readonly string[] {
  return Array.from({ length: maxPieces - from }, (_, index) => nameOf(what, from + index))
}

function nameOf(what: string, index: number): string {
  return index === 0 ? what : `${what}.${index}`
}
