import type { DevUser } from '../options.js'
import { escapeHtml } from './escape-html.js'
import { face } from './face.js'
import { page } from './page.js'

export interface SignInPage {
  readonly applicationName: string
  readonly users: readonly DevUser[]
  /** The `login_hint` of the request: a `sub` or an e-mail address. Whom it names stands first. */
  readonly loginHint: string | undefined
  /** The `acr_values` of the request: how the person is to sign in. */
  readonly acrValues: string | undefined
  /** The path of the dashboard. */
  readonly dashboard: string
}

/** The picker: one click on a name signs in and consents. */
export function signInPage(shown: SignInPage): string {
  const { applicationName, users, loginHint, acrValues, dashboard } = shown
  const [first, ...others] = hintedFirst(users, loginHint)
  const people =
    first === undefined ? [] : [person(first, true), ...others.map((user) => person(user, false))]
  return page(
    'Who is signing in?',
    `<p>Pick somebody to continue to <strong>${escapeHtml(applicationName)}</strong>.${strength(acrValues)}</p>
${unknown(users, loginHint)}<form method="post">
<ul>
${people.join('\n')}
</ul>
<button class="quiet" name="cancel" value="yes">Cancel</button>
</form>
<p class="aside"><a href="${escapeHtml(dashboard)}" target="_blank" rel="noopener">Dashboard</a>: people, tokens, and things that go wrong.</p>`,
  )
}

function strength(acrValues: string | undefined): string {
  return acrValues === undefined
    ? ''
    : ` It wants a sign-in by <code>${escapeHtml(acrValues)}</code>, which one click is here.`
}

/** A hint that names nobody here is said, so that a mistake in a configuration is seen. */
function unknown(users: readonly DevUser[], hint: string | undefined): string {
  if (hint === undefined || users.some((user) => isHinted(user, hint))) return ''
  return `<p class="notice">The application suggests <code>${escapeHtml(hint)}</code>, and nobody here is called that.</p>\n`
}

function isHinted(user: DevUser, hint: string): boolean {
  return user.sub === hint || user.email === hint
}

function hintedFirst(users: readonly DevUser[], hint: string | undefined): readonly DevUser[] {
  if (hint === undefined) return users
  return [...users.filter((user) => isHinted(user, hint)), ...users.filter((user) => !isHinted(user, hint))]
}

function person(user: DevUser, focused: boolean): string {
  const { sub, name, email } = user
  const id = escapeHtml(encodeURIComponent(sub))
  const address =
    email === undefined ? '' : `<span class="email" id="email-${id}">${escapeHtml(email)}</span>`
  return `<li><button class="person" name="sub" value="${escapeHtml(sub)}" aria-labelledby="name-${id}"${
    email === undefined ? '' : ` aria-describedby="email-${id}"`
  }${focused ? ' autofocus' : ''}>
${face(user)}
<span class="who"><span class="name" id="name-${id}">Continue as ${escapeHtml(name)}</span>${address}</span>
</button></li>`
}
