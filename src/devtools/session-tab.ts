import { build } from '../elements/build.js'
import type { SessionRecord } from '../session/record.js'
import { claimsTable } from './claims-table.js'
import { decodeJwt } from './decode-jwt.js'
import { clockTime, count, duration, relative } from './in-words.js'
import { apisOf, sourceOf, type TokenView, tokensOf } from './look-inside.js'
import type { PanelView } from './panel-view.js'
import { actionButton, code, empty, facts, note, scopeList, secret, section } from './parts.js'

export function sessionTab(view: PanelView): readonly HTMLElement[] {
  const { watched } = view
  const session = watched.client.session.get()
  const record = watched.inside.context.current.record()
  return [
    who(view, record),
    ...(session.status === 'signed-in' && session.trouble
      ? [problem(`Renewing fails: ${session.trouble.code}`, session.trouble.message)]
      : []),
    ...(session.status === 'signed-out' && session.error
      ? [problem(`The session failed: ${session.error.code}`, session.error.message)]
      : []),
    ...backoff(view, record),
    actions(view, record !== undefined),
    section(
      'Tokens',
      build('span', { class: 'count' }, count(tokensOf(watched).length, 'access token')),
      ...tokens(view, record),
    ),
    apis(view),
  ]
}

function who({ watched }: PanelView, record: SessionRecord | undefined): HTMLElement {
  const session = watched.client.session.get()
  if (!record || session.status !== 'signed-in') {
    const words = {
      loading: 'It is not known yet who is signed in.',
      'signing-in': 'A login is under way.',
      'signed-out': 'Nobody is signed in.',
      'signed-in': 'Somebody is signed in.',
    }[session.status]
    const reason = session.status === 'signed-out' ? ` The reason is ${session.reason}.` : ''
    return build('p', { class: 'empty', 'data-key': 'who' }, words + reason)
  }
  const { claims, loginAt, renewals } = record
  const { sub = 'somebody without a sub', name = sub, email } = claims
  const since = `signed in ${clockTime(loginAt)} · ${count(renewals, 'renewal')}`
  return build(
    'div',
    { class: 'who', 'data-key': 'who' },
    build('span', { class: 'face', 'aria-hidden': 'true' }, initialsOf(String(name))),
    build(
      'div',
      {},
      build('h3', {}, String(name)),
      build('p', {}, code(String(sub)), ...(email ? [` · ${email}`] : [])),
      build('p', {}, since),
    ),
  )
}

function initialsOf(name: string): string {
  return name.replace(/(\S)\S*\s*/g, '$1').slice(0, 2)
}

function problem(title: string, text: string): HTMLElement {
  return build(
    'div',
    { class: 'problem', 'data-key': title },
    build('strong', {}, title),
    build('p', {}, text),
  )
}

function backoff({ watched, slow }: PanelView, record: SessionRecord | undefined): HTMLElement[] {
  const { backoff } = slow?.record ?? record ?? {}
  const now = watched.inside.context.effects.clock.now()
  if (!record || !backoff || backoff.retryAt <= now) return []
  const text =
    `After ${count(backoff.failures, 'failed renewal')} in a row, the next one may be tried ` +
    `${relative(backoff.retryAt, now)}. All tabs wait together.`
  return [note(text)]
}

function actions({ watched }: PanelView, isSignedIn: boolean): HTMLElement {
  const needsSession = isSignedIn ? {} : { 'aria-disabled': 'true' }
  const offline = watched.isOffline()
  return build(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'Actions', 'data-key': 'actions' },
    actionButton('renew', 'Renew now', { ...needsSession, title: 'Ask for new tokens, whatever their age' }),
    actionButton('expire', 'Expire now', {
      ...needsSession,
      title: 'Let the access tokens count as expired. The next call renews',
    }),
    actionButton('forget', 'Forget the access token', {
      ...needsSession,
      title: 'Keep the session, without its access tokens',
    }),
    actionButton('offline', 'Lose the network', {
      'aria-pressed': String(offline),
      title: 'Let each request of this client fail, as without a network',
    }),
    actionButton('sign-out', 'Sign out', {
      ...needsSession,
      class: 'danger',
      title: 'As client.logout() does, here and in all tabs',
    }),
  )
}

function tokens(view: PanelView, record: SessionRecord | undefined): HTMLElement[] {
  if (!record) return [empty('There are no tokens while nobody is signed in.')]
  const access = tokensOf(view.watched)
  return [
    ...(access.length === 0
      ? [empty('There is no access token. The next call asks for one.')]
      : access.map((token) => tokenCard(token, view))),
    refreshToken(view, record),
  ]
}

const lifeWords = {
  fresh: 'used as it is',
  stale: 'good; the next use renews it in the background',
  expired: 'expired; the next call waits for a new one',
} as const

function tokenCard(token: TokenView, view: PanelView): HTMLElement {
  const { key, name, value, scope, lifetime, left, leftMs, expiresInMs, receivedAt, jkt } = token
  const now = view.watched.inside.context.effects.clock.now()
  const decoded = view.isRevealed(`token ${key}`) ? decodeJwt(value) : undefined
  const time =
    leftMs === undefined || expiresInMs === undefined
      ? 'the server names no end'
      : `${duration(leftMs)} of ${duration(expiresInMs)} left`
  return build(
    'div',
    { class: 'token', 'data-key': `token ${key}`, 'data-life': lifetime },
    build(
      'p',
      { class: 'line' },
      build('strong', {}, name),
      ...(jkt === undefined ? [] : [build('span', { class: 'tag' }, 'DPoP')]),
      build('span', { class: 'left' }, time),
    ),
    ...(left === undefined
      ? []
      : [build('progress', { max: '1', value: left.toFixed(4), 'aria-label': `Life of: ${name}` })]),
    build('p', { class: 'note' }, `Received ${clockTime(receivedAt)}, ${lifeWords[lifetime]}.`),
    scopeList(scope),
    secret(
      `token ${key}`,
      name,
      value,
      view.isRevealed(`token ${key}`),
      decoded
        ? build(
            'details',
            {},
            build('summary', {}, 'Decoded. An app does not read it: it is for the API'),
            claimsTable('payload', decoded.payload, now),
          )
        : note('This token is no JWT: only the server and its APIs can read it.'),
    ),
  )
}

function refreshToken(view: PanelView, record: SessionRecord): HTMLElement {
  const full = view.slow?.record ?? record
  const id = 'refresh token'
  return build(
    'div',
    { class: 'token', 'data-key': id },
    build(
      'p',
      { class: 'line' },
      build('strong', {}, 'Refresh token'),
      ...(full.refreshToken !== undefined && full.jkt !== undefined
        ? [build('span', { class: 'tag' }, 'DPoP')]
        : []),
    ),
    full.refreshToken === undefined
      ? note(withoutRefreshToken(view, record))
      : secret(id, 'Refresh token', full.refreshToken, view.isRevealed(id)),
  )
}

function withoutRefreshToken({ watched, slow }: PanelView, { renewable }: SessionRecord): string {
  if (!renewable)
    return 'There is none, so the session ends with its access token. Does it need offline_access?'
  const { server } = watched.inside.context.settings
  if (server !== undefined) return 'The server part keeps it. It is in no page.'
  return slow ? 'This page has not read it.' : 'One moment.'
}

function apis(view: PanelView): HTMLElement {
  const { watched } = view
  const rows = apisOf(watched)
  const { otherUrls = 'refuse' } = watched.inside.context.settings
  return section(
    'APIs',
    build('span', { class: 'count' }, count(rows.length, 'entry', 'entries')),
    rows.length === 0
      ? empty('There are no apis, so no URL gets a token.')
      : facts(
          rows.map(({ url, token, dpop, calls }) => [
            url,
            `${count(calls, 'call')} · gets ${token}${dpop ? ', with a DPoP proof' : ''}`,
          ]),
        ),
    note(
      otherUrls === 'refuse'
        ? 'auth.fetch refuses every other URL.'
        : 'auth.fetch sends requests to other URLs without a token.',
    ),
    note(`Tokens come from ${sourceOf(watched)}.`),
  )
}
