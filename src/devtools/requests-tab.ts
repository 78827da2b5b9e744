import { build } from '../elements/build.js'
import { clockTime, count } from './in-words.js'
import type { Level, LoggedRequest } from './log.js'
import type { PanelView } from './panel-view.js'
import { empty, levelText, section } from './parts.js'

/** Every request of the client, the newest first: what went along, how long it took, what came of it. */
export function requestsTab({ requests }: PanelView): readonly HTMLElement[] {
  return [
    list(
      'Calls to APIs',
      requests.filter(({ to }) => to !== 'server'),
      'No call yet. A call by auth.fetch or authorizeCall shows up here, with what was attached to it.',
    ),
    list(
      'Requests to the authorization server',
      requests.filter(({ to }) => to === 'server'),
      'No request yet. A stored session needs none while its access token is good.',
    ),
  ]
}

function list(title: string, requests: readonly LoggedRequest[], whenEmpty: string): HTMLElement {
  return section(
    title,
    build('span', { class: 'count' }, count(requests.length, 'request')),
    requests.length === 0
      ? empty(whenEmpty)
      : build('ol', { class: 'requests' }, ...[...requests].reverse().map(requestItem)),
  )
}

function requestItem(request: LoggedRequest): HTMLElement {
  const { id, at, method, url, purpose, attached, durationMs } = request
  const level = levelOf(request)
  return build(
    'li',
    { 'data-level': level, 'data-key': String(id) },
    build(
      'p',
      { class: 'line' },
      build('code', {}, `${method} ${shortUrl(url)}`),
      build('span', { class: 'status' }, outcomeOf(request)),
      build('span', { class: 'took' }, durationMs === undefined ? '' : `${durationMs} ms`),
    ),
    build(
      'p',
      {},
      build('time', {}, clockTime(at)),
      levelText(level),
      purpose,
      ...(attached === '' ? [] : [build('span', { class: 'tag' }, attached)]),
    ),
  )
}

/** A URL of the page's own origin is shown as its path. */
function shortUrl(url: string): string {
  const { origin } = location
  return url.startsWith(`${origin}/`) ? url.slice(origin.length) : url
}

/** What came of a request, in a word or two. */
export function outcomeOf({ status, outcome }: LoggedRequest): string {
  if (status === undefined && outcome === undefined) return 'under way'
  return [status === 0 ? 'a redirect, not followed' : status, outcome]
    .filter((part) => part !== undefined)
    .join(' ')
}

export function levelOf({ status, outcome }: LoggedRequest): Level {
  if (status === undefined) return outcome === undefined ? 'plain' : 'problem'
  if (status >= 200 && status < 300) return 'good'
  return status === 401 || status === 403 || (status >= 300 && status < 400) ? 'notice' : 'problem'
}
