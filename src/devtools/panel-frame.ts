import { build } from '../elements/build.js'
import { icon, ring } from './icons.js'
import { tokensOf } from './look-inside.js'
import type { WatchedClient } from './watch-client.js'

/** The elements of the button and of the panel, which stay as long as the devtools are there. */
export interface PanelFrame {
  readonly element: HTMLElement
  /** The round button that opens the panel. */
  readonly toggle: HTMLButtonElement
  readonly panel: HTMLElement
  /** The list of providers, of which a person chooses one. */
  readonly provider: HTMLSelectElement
  readonly enlarge: HTMLButtonElement
  /** What the selected tab shows. */
  readonly content: HTMLElement
  /** What came of an action, for a moment. */
  readonly message: HTMLElement
  /** Shows the state of the session in the head of the panel, and the token's life around the button. */
  showState(watched: WatchedClient): void
}

export function createFrame(
  providers: Iterable<string>,
  tabList: HTMLElement,
  shortcut: string | false,
): PanelFrame {
  const lifeRing = ring()
  const toggle = build(
    'button',
    { type: 'button', class: 'toggle', 'aria-expanded': 'false', 'aria-controls': 'panel' },
    lifeRing,
    icon('pass'),
  )
  toggle.title = shortcut === false ? 'Hallpass devtools' : `Hallpass devtools (${shortcut})`
  if (shortcut !== false) toggle.setAttribute('aria-keyshortcuts', shortcut)
  const state = build('span', { class: 'state' })
  const provider = build(
    'select',
    { 'aria-label': 'Provider' },
    ...[...providers].map((name) => build('option', { value: name }, name)),
  )
  const enlarge = iconButton('enlarge', 'Enlarge', 'enlarge')
  enlarge.setAttribute('aria-pressed', 'false')
  const bar = build(
    'div',
    { class: 'bar' },
    icon('pass'),
    build('h2', { id: 'title' }, 'Hallpass'),
    state,
    provider,
    iconButton('report', 'Copy a report for an issue', 'report'),
    enlarge,
    iconButton('close', 'Close', 'close'),
  )
  const content = build('div', { role: 'tabpanel', id: 'content', tabindex: '0' })
  const message = build('p', { class: 'message', role: 'status' })
  const panel = build(
    'section',
    { class: 'panel', id: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: '' },
    bar,
    tabList,
    content,
    message,
  )
  const element = build('div', { lang: 'en', dir: 'ltr' }, toggle, panel)
  return { element, toggle, panel, provider, enlarge, content, message, showState }

  function showState(watched: WatchedClient): void {
    const session = watched.client.session.get()
    const [token] = tokensOf(watched)
    const words = {
      loading: 'loading',
      'signing-in': 'signing in',
      'signed-out': 'signed out',
      'signed-in': 'signed in',
    }[session.status]
    const hasError =
      (session.status === 'signed-in' && session.trouble) ||
      (session.status === 'signed-out' && session.error)
    const life = session.status === 'signed-in' ? (token?.lifetime ?? 'expired') : 'none'
    const look = hasError ? 'problem' : life
    const text = hasError ? `${words}, trouble` : words
    for (const element of [toggle, state]) element.dataset.state = look
    if (state.textContent !== text) state.textContent = text
    const label = `Hallpass devtools: ${text}`
    if (toggle.getAttribute('aria-label') !== label) toggle.setAttribute('aria-label', label)
    const left = session.status === 'signed-in' ? (token?.left ?? 1) : 0
    lifeRing.lastElementChild?.setAttribute('stroke-dasharray', `${Math.round(left * 100)} 100`)
  }
}

function iconButton(name: 'report' | 'enlarge' | 'close', label: string, action: string): HTMLButtonElement {
  return build(
    'button',
    { type: 'button', class: name, title: label, 'aria-label': label, 'data-action': action },
    icon(name),
  )
}
