import { build } from '../elements/build.js'
import { clockTime, count } from './in-words.js'
import type { LoggedEvent, LoggedRequest } from './log.js'
import type { PanelView } from './panel-view.js'
import { actionButton, empty, levelText, section } from './parts.js'
import { levelOf, outcomeOf } from './requests-tab.js'

/** The events of the session and the requests to the authorization server, the newest first. */
export function timelineTab({ events, requests }: PanelView): readonly HTMLElement[] {
  const toServer = requests.filter(({ to }) => to === 'server')
  const lines = [
    ...events.map((event) => ({ id: event.id, element: eventLine(event) })),
    ...toServer.map((request) => ({ id: request.id, element: requestLine(request) })),
  ].sort((a, b) => b.id - a.id)
  return [
    section(
      'Timeline',
      lines.length > 0 ? actionButton('clear', 'Clear', { class: 'plain' }) : undefined,
      lines.length === 0
        ? empty('Nothing has happened yet. It is noted from now on, through reloads of this tab.')
        : build('ol', { class: 'timeline' }, ...lines.map(({ element }) => element)),
    ),
    build(
      'p',
      { class: 'note' },
      `${count(events.length, 'event')} and ${count(toServer.length, 'request')} to the authorization `,
      'server, the newest first. Events contain no token.',
    ),
  ]
}

function eventLine({ id, at, type, level, text }: LoggedEvent): HTMLElement {
  return build(
    'li',
    { 'data-level': level, 'data-key': String(id) },
    build('p', { class: 'line' }, build('time', {}, clockTime(at)), build('code', {}, type)),
    build('p', {}, levelText(level), text),
  )
}

function requestLine(request: LoggedRequest): HTMLElement {
  const { at, id, purpose } = request
  return build(
    'li',
    { 'data-level': levelOf(request), 'data-key': String(id), class: 'request' },
    build(
      'p',
      { class: 'line' },
      build('time', {}, clockTime(at)),
      build('span', {}, levelText(levelOf(request)), `${purpose}: `, build('b', {}, outcomeOf(request))),
    ),
  )
}
