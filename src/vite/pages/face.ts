import type { DevUser } from '../options.js'
import { escapeHtml } from './escape-html.js'

const colours = 12

/** The person's picture, or initials on a colour that is the same at every start. */
export function face({ sub, name, picture }: Pick<DevUser, 'sub' | 'name' | 'picture'>): string {
  const inside =
    picture === undefined ? escapeHtml(initials(name)) : `<img src="${escapeHtml(picture)}" alt="">`
  return `<span class="face colour-${colourOf(sub)}" aria-hidden="true">${inside}</span>`
}

/** Classes and no attributes, so that the policy of the pages can refuse inline styles. */
export const faceStyle: string = [
  '.face { flex: none; border-radius: 50%; display: grid; place-items: center; overflow: hidden; color: ' +
    '#fff; font-weight: 600; letter-spacing: .02em; }',
  '.face img { width: 100%; height: 100%; object-fit: cover; }',
  ...Array.from(
    { length: colours },
    (_, index) => `.colour-${index} { background: oklch(47% .13 ${(index * 360) / colours}); }`,
  ),
].join('\n')

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}

function colourOf(sub: string): number {
  let sum = 0
  for (const character of sub) sum = (sum * 37 + (character.codePointAt(0) ?? 0)) % 9973
  return sum % colours
}
