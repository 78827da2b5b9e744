import type { DevUser } from '../options.js'
import { escapeHtml } from './escape-html.js'
import { page } from './page.js'

export interface ConsentPage {
  readonly applicationName: string
  readonly user: DevUser
  /** What is asked for. Each can be refused, except `openid`. */
  readonly scopes: readonly string[]
}

/** Asks scope by scope: what is not ticked is not granted. */
export function consentPage({ applicationName, user, scopes }: ConsentPage): string {
  const boxes = scopes.map((scope, index) => {
    const id = `scope-${index}`
    const fixed = scope === 'openid' ? ' disabled' : ''
    const meaning = meanings[scope]
    return `<li><input type="checkbox" id="${id}" name="scope" value="${escapeHtml(scope)}" checked${fixed}>
<label for="${id}"><code>${escapeHtml(scope)}</code>${meaning === undefined ? '' : `<span>${meaning}</span>`}</label></li>`
  })
  return page(
    `What may it do?`,
    `<p><strong>${escapeHtml(applicationName)}</strong> asks ${escapeHtml(user.name)} for this. Untick what you refuse.</p>
<form method="post">
<input type="hidden" name="sub" value="${escapeHtml(user.sub)}">
<ul class="scopes">
${boxes.join('\n')}
</ul>
<button class="main" name="consent" value="yes" autofocus>Allow</button>
<button class="quiet" name="cancel" value="yes">Cancel</button>
</form>`,
  )
}

const meanings: Readonly<Record<string, string>> = {
  openid: 'who signs in',
  profile: 'the name and the picture',
  email: 'the e-mail address',
  offline_access: 'stay signed in: a refresh token',
}
