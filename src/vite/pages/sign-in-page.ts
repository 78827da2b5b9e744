import type { DevUser } from '../options.js'
import { escapeHtml } from './escape-html.js'
import { page } from './page.js'

export interface SignInPage {
  readonly applicationName: string
  readonly users: readonly DevUser[]
  /** The `login_hint` of the request: a `sub` or an e-mail address. Whom it names stands first. */
  readonly loginHint: string | undefined
}

/** The picker: one click on a name signs in and consents. */
export function signInPage({ applicationName, users, loginHint }: SignInPage): string {
  const [first, ...others] = hintedFirst(users, loginHint)
  const people =
    first === undefined ? [] : [person(first, true), ...others.map((user) => person(user, false))]
  return page(
    'Who is signing in?',
    `<p>Pick somebody to continue to <strong>${escapeHtml(applicationName)}</strong>.</p>
<form method="post">
<ul>
${people.join('\n')}
</ul>
<button class="quiet" name="cancel" value="yes">Cancel</button>
</form>`,
  )
}

function hintedFirst(users: readonly DevUser[], hint: string | undefined): readonly DevUser[] {
  const isHinted = (user: DevUser) => hint !== undefined && (user.sub === hint || user.email === hint)
  return [...users.filter(isHinted), ...users.filter((user) => !isHinted(user))]
}

function person({ sub, name, email, picture }: DevUser, focused: boolean): string {
  const id = escapeHtml(encodeURIComponent(sub))
  const address =
    email === undefined ? '' : `<span class="email" id="email-${id}">${escapeHtml(email)}</span>`
  return `<li><button class="person" name="sub" value="${escapeHtml(sub)}" aria-labelledby="name-${id}"${
    email === undefined ? '' : ` aria-describedby="email-${id}"`
  }${focused ? ' autofocus' : ''}>
<span class="face" style="--hue:${hue(sub)}" aria-hidden="true">${face(name, picture)}</span>
<span class="who"><span class="name" id="name-${id}">Continue as ${escapeHtml(name)}</span>${address}</span>
</button></li>`
}

function face(name: string, picture: string | undefined): string {
  return picture === undefined ? escapeHtml(initials(name)) : `<img src="${escapeHtml(picture)}" alt="">`
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}

/** A colour of one's own, the same at every start. */
function hue(sub: string): number {
  let sum = 0
  for (const character of sub) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 360
  return sum
}
