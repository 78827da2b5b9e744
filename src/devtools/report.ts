import type { SessionRecord } from '../session/record.js'
import { clockTime, duration } from './in-words.js'
import type { LoggedRequest } from './log.js'
import { apisOf, sourceOf, tokensOf } from './look-inside.js'
import type { PanelView } from './panel-view.js'
import { outcomeOf } from './requests-tab.js'

/**
 * What is known, for an issue, as Markdown. Tokens, claims of the person, queries and the paths of API calls
 * are left out; whatever of them got into a text nevertheless is replaced at the end.
 */
export function reportOf(view: PanelView): string {
  const { watched, slow, events, requests } = view
  const { context } = watched.inside
  const { settings, effects } = context
  const record = slow?.record ?? context.current.record()
  const session = watched.client.session.get()
  const lines = [
    '## Hallpass: a report of the devtools',
    '',
    'Tokens, claims of the person, queries and the paths of API calls are left out.',
    '',
    `- Browser: ${globalThis.navigator?.userAgent ?? 'unknown'}`,
    `- Page: ${new URL(context.page().url()).origin}`,
    `- Session: ${session.status}${wrongWith(session)}`,
    `- Issuer: ${settings.issuerName}, client ${settings.clientId}`,
    `- Tokens come from ${sourceOf(watched)}`,
    `- remember: ${settings.remember}, scope: ${settings.scopeText}, DPoP: ${settings.dpop ? 'on' : 'off'}`,
    ...apisOf(watched).map(({ url, token, calls }) => `- API ${url}: gets ${token}, calls: ${calls}`),
    ...tokensOf(watched).map(
      ({ name, lifetime, leftMs, scope, jkt }) =>
        `- ${name}: ${lifetime}, ${leftMs === undefined ? 'no end' : `${duration(leftMs)} left`}, scope: ` +
        `${scope.join(' ') || 'none'}${jkt === undefined ? '' : ', bound to a key'}`,
    ),
    ...(record ? factsOf(record) : []),
    `- Stored: ${slow?.stored.map(({ area, what }) => `${what} (${area})`).join('; ') || 'nothing'}`,
    `- Lock between tabs: ${slow?.lock.state ?? 'unknown'}; other tabs: ${watched.tabs.list().length}`,
    `- Clock of the device: ${new Date(effects.clock.now()).toISOString()}`,
    '',
    '### Events',
    '',
    ...events.map(({ at, type, text }) => `- ${clockTime(at)} \`${type}\` ${text}`),
    '',
    '### Requests',
    '',
    ...requests.map(
      (request) =>
        `- ${clockTime(request.at)} \`${request.method} ${placeOf(request)}\` ${request.purpose}, ` +
        `${request.attached}: ${outcomeOf(request)}, ${request.durationMs ?? '?'} ms`,
    ),
    '',
  ]
  watched.redactor.learn(record)
  return watched.redactor.redact(lines.join('\n'))
}

function wrongWith(session: ReturnType<PanelView['watched']['client']['session']['get']>): string {
  if (session.status === 'signed-in') return session.trouble ? `, trouble: ${session.trouble.code}` : ''
  if (session.status !== 'signed-out') return ''
  return `, reason: ${session.reason}${session.error ? `, error: ${session.error.code}` : ''}`
}

function factsOf({ claims, renewable, refreshToken, idToken, renewals, backoff }: SessionRecord): string[] {
  return [
    `- Refresh token: ${refreshToken === undefined ? 'none here' : 'here'}, renewable: ${renewable}`,
    `- ID Token: ${idToken === undefined ? 'none here' : 'here'}, claims: ${Object.keys(claims).join(' ')}`,
    `- Renewals: ${renewals}, failed in a row: ${backoff?.failures ?? 0}`,
  ]
}

/** The path of a call to an API may say whom the call is about. */
function placeOf({ to, api, url }: LoggedRequest): string {
  if (to === 'server') return url
  return `${api ?? new URL(url).origin}/…`
}
