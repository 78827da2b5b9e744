import { build } from '../elements/build.js'
import { decodeJwt } from './decode-jwt.js'
import { count, duration } from './in-words.js'
import { type LockView, type SlowView, sourceOf } from './look-inside.js'
import type { PanelView } from './panel-view.js'
import { code, empty, facts, note, section } from './parts.js'
import type { WatchedClient } from './watch-client.js'

/** What surrounds the session: options, other tabs, the lock, storage, DPoP and the clock. */
export function browserTab({ watched, slow }: PanelView): readonly HTMLElement[] {
  return [
    otherTabs(watched),
    section('Lock between tabs', undefined, build('p', {}, lockWords(slow?.lock))),
    storage(slow),
    clock(watched, slow),
    dpop(watched, slow),
    options(watched),
  ]
}

function otherTabs({ tabs }: WatchedClient): HTMLElement {
  const list = tabs.list()
  return section(
    'Other tabs',
    build('span', { class: 'count' }, count(list.length, 'tab')),
    list.length === 0
      ? empty('No other tab of this app has its devtools mounted.')
      : facts(
          list.map(({ path, visible, status }, index) => [
            `${index + 1}. ${path}`,
            `${status}, ${visible ? 'visible' : 'in the background'}`,
          ]),
        ),
  )
}

function lockWords(lock: LockView | undefined): string {
  if (!lock || lock.state === 'unknown')
    return 'This browser does not say who holds the lock, so tabs may not take turns with their renewals.'
  if (lock.state === 'free') return 'Free: no tab is renewing now.'
  const holder = lock.here ? 'This tab holds it' : 'Another tab holds it'
  return `${holder}, and renews. ${count(lock.waiting, 'tab')} in line.`
}

function storage(slow: SlowView | undefined): HTMLElement {
  const items = slow?.stored ?? []
  return section(
    'Storage',
    build('span', { class: 'count' }, count(items.length, 'item')),
    items.length === 0
      ? empty('Nothing is stored.')
      : build(
          'ul',
          { class: 'items' },
          ...items.map(({ area, key, what, characters }) =>
            build(
              'li',
              { 'data-key': `${area} ${key}` },
              build('p', { class: 'line' }, build('strong', {}, what), build('span', { class: 'tag' }, area)),
              build('p', {}, code(key), characters === undefined ? '' : ` ${count(characters, 'character')}`),
            ),
          ),
        ),
  )
}

function clock({ inside }: WatchedClient, slow: SlowView | undefined): HTMLElement {
  const { effects, current } = inside.context
  const now = effects.clock.now()
  const record = slow?.record ?? current.record()
  const issuedAt = record?.idToken === undefined ? undefined : decodeJwt(record.idToken)?.payload.iat
  const receivedAt = record?.tokens['']?.receivedAt
  const rows: (readonly [string, string])[] = [
    [
      'This device',
      new Date(now)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC'),
    ],
  ]
  if (typeof issuedAt === 'number' && receivedAt !== undefined)
    rows.push(['Beside the server', besideServer(receivedAt - issuedAt * 1000)])
  return section(
    'Clock',
    undefined,
    facts(rows),
    note('An ID Token has 60 seconds of tolerance. Lives of tokens are counted from their arrival.'),
  )
}

/** The ID Token says in whole seconds when it was made, and it travels for a moment. */
function besideServer(aheadMs: number): string {
  if (Math.abs(aheadMs) < 5000) return 'Within 5 seconds, by the newest ID Token that is here.'
  const how = aheadMs > 0 ? 'ahead of' : 'behind'
  return `${duration(aheadMs)} ${how} the server, or as old as the ID Token was when it was last renewed.`
}

function dpop({ inside }: WatchedClient, slow: SlowView | undefined): HTMLElement {
  if (!inside.context.settings.dpop)
    return section(
      'DPoP',
      undefined,
      note('Off: tokens are Bearer tokens, which anybody can use who has them.'),
    )
  const nonces = Object.entries(slow?.nonces ?? {})
  const jkt = slow?.record?.jkt ?? inside.context.current.record()?.jkt
  return section(
    'DPoP',
    undefined,
    facts([
      ['Key', jkt === undefined ? 'None yet.' : code(jkt)],
      ...nonces.map(([place, nonce]) => [`Nonce, ${place}`, code(nonce)] as const),
    ]),
    ...(nonces.length === 0 ? [note('No server has asked for a nonce.')] : []),
  )
}

function options(watched: WatchedClient): HTMLElement {
  const { settings } = watched.inside.context
  return section(
    'Options of this client',
    undefined,
    facts([
      ['issuer', code(settings.issuerName)],
      ['clientId', code(settings.clientId)],
      ['redirectUri', settings.redirectUri ?? 'the document’s base URL'],
      ['scope', code(settings.scopeText)],
      ['remember', code(settings.remember)],
      ['tokens from', sourceOf(watched)],
      ['timeoutMs', code(String(settings.timeoutMs))],
    ]),
  )
}
