import { build } from '../elements/build.js'
import { isAuthError } from '../errors.js'
import { createActions } from './actions.js'
import { browserTab } from './browser-tab.js'
import { icon, ring } from './icons.js'
import { idTokenTab } from './id-token-tab.js'
import { lookInside, type SlowView, tokensOf } from './look-inside.js'
import type { PanelView } from './panel-view.js'
import { note } from './parts.js'
import { patchChildren } from './patch.js'
import { reportOf } from './report.js'
import { requestsTab } from './requests-tab.js'
import { sessionTab } from './session-tab.js'
import { isShortcut } from './shortcut.js'
import { timelineTab } from './timeline-tab.js'
import type { WatchedClient } from './watch-client.js'

const tabs = {
  session: ['Session', sessionTab],
  timeline: ['Timeline', timelineTab],
  requests: ['Requests', requestsTab],
  'id-token': ['ID Token', idTokenTab],
  browser: ['Browser', browserTab],
} as const satisfies Record<string, readonly [string, (view: PanelView) => readonly HTMLElement[]]>

type TabName = keyof typeof tabs
const tabNames = Object.keys(tabs) as TabName[]

const refreshEveryMs = 1000
const messageForMs = 4000

/** Where the panel remembers, through reloads of the tab, whether it is open, and what it shows. */
const memoryKey = 'hallpass devtools'

/**
 * Fills the shadow root with the button and the panel for these clients, by the name of the provider. Returns
 * how to stop.
 */
export function createPanel(
  root: ShadowRoot,
  clients: ReadonlyMap<string, WatchedClient>,
  shortcut: string | false,
): () => void {
  let chosen: string | undefined
  /** So many actions are under way. */
  let underWay = 0
  let slow: SlowView | undefined
  let report: string | undefined
  let messageTimer: ReturnType<typeof setTimeout> | undefined
  const revealed = new Set<string>()
  const remembered = readMemory()
  let selected: TabName = remembered.tab
  let isOpen = false
  let isDrawn = true

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
    ...[...clients.keys()].map((name) => build('option', { value: name }, name)),
  )
  const copyReport = iconButton('report', 'Copy a report for an issue', 'report')
  const enlarge = iconButton('enlarge', 'Enlarge', 'enlarge')
  enlarge.setAttribute('aria-pressed', 'false')
  const close = iconButton('close', 'Close', 'close')
  const bar = build(
    'div',
    { class: 'bar' },
    icon('pass'),
    build('h2', { id: 'title' }, 'Hallpass'),
    state,
    provider,
    copyReport,
    enlarge,
    close,
  )
  const tabButtons = new Map(tabNames.map((name) => [name, tabButton(name)]))
  const tabList = build('div', { role: 'tablist', 'aria-label': 'What to look at' }, ...tabButtons.values())
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
  const frame = build('div', { lang: 'en', dir: 'ltr' }, toggle, panel)
  root.append(frame)

  frame.addEventListener('click', clicked)
  frame.addEventListener('keydown', pressed)
  tabList.addEventListener('keydown', moveInTabs)
  provider.addEventListener('change', () => choose(provider.value))
  const isAway = new AbortController()
  document.addEventListener('keydown', pressedAnywhere, { signal: isAway.signal })
  document.addEventListener('visibilitychange', tick, { signal: isAway.signal })
  const timer = setInterval(tick, refreshEveryMs)
  const stops = [...clients.values()].flatMap(({ client, log }) => [
    client.session.subscribe(drawSoon),
    log.changes.subscribe(drawSoon),
  ])
  // The focus stays where the page has it.
  if (remembered.isOpen) open()
  draw()

  function current(): WatchedClient | undefined {
    const [first] = clients.values()
    return (chosen === undefined ? undefined : clients.get(chosen)) ?? signedIn() ?? first
  }

  /** Of several providers, the one that somebody is signed in with. */
  function signedIn(): WatchedClient | undefined {
    return [...clients.values()].find(({ client }) => client.session.get().status === 'signed-in')
  }

  function tick(): void {
    if (document.hidden || !frame.isConnected) return
    draw()
    if (isOpen) void refresh()
  }

  async function refresh(): Promise<void> {
    const watched = current()
    if (!watched) return
    const next = await lookInside(watched)
    if (watched !== current()) return
    slow = next
    draw()
  }

  /** Draws once, whatever changes until then. */
  function drawSoon(): void {
    if (!isDrawn) return
    isDrawn = false
    queueMicrotask(draw)
  }

  function draw(): void {
    isDrawn = true
    const watched = current()
    if (!watched) return
    drawState(watched)
    if (!isOpen) return
    const [name] = [...clients].find(([, one]) => one === watched) ?? []
    provider.hidden = clients.size < 2
    if (name !== undefined && root.activeElement !== provider) provider.value = name
    for (const [name, button] of tabButtons) {
      button.setAttribute('aria-selected', String(name === selected))
      button.tabIndex = name === selected ? 0 : -1
    }
    content.setAttribute('aria-labelledby', `tab-${selected}`)
    patchChildren(content, report === undefined ? tabs[selected][1](viewOf(watched)) : [reportView(report)])
  }

  function viewOf(watched: WatchedClient): PanelView {
    return {
      watched,
      slow,
      events: watched.log.events(),
      requests: watched.log.requests(),
      isRevealed: (id) => revealed.has(id),
    }
  }

  function drawState(watched: WatchedClient): void {
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

  function open(): void {
    if (isOpen) return
    isOpen = true
    panel.hidden = false
    frame.classList.add('open')
    toggle.setAttribute('aria-expanded', 'true')
    writeMemory()
    draw()
    void refresh()
  }

  function closePanel(): void {
    isOpen = false
    panel.hidden = true
    frame.classList.remove('open')
    toggle.setAttribute('aria-expanded', 'false')
    revealed.clear()
    report = undefined
    writeMemory()
    draw()
  }

  /** By the button or the keyboard: the focus goes along. */
  function openByHand(): void {
    open()
    tabButtons.get(selected)?.focus()
  }

  function closeByHand(): void {
    closePanel()
    toggle.focus()
  }

  function select(name: TabName): void {
    selected = name
    report = undefined
    writeMemory()
    draw()
    content.scrollTop = 0
    void refresh()
  }

  function choose(name: string): void {
    chosen = name
    slow = undefined
    report = undefined
    revealed.clear()
    draw()
    void refresh()
  }

  function clicked(event: Event): void {
    const target = event.target as Element
    const button = target.closest('button')
    if (!button) return
    if (button === toggle) openByHand()
    const tab = tabNames.find((name) => tabButtons.get(name) === button)
    if (tab) select(tab)
    const { action, id = '' } = button.dataset
    if (action !== undefined && button.getAttribute('aria-disabled') !== 'true') void act(action, id)
  }

  async function act(action: string, id: string): Promise<void> {
    const watched = current()
    if (!watched) return
    content.setAttribute('aria-busy', 'true')
    underWay++
    try {
      const text = await perform(action, id, watched)
      if (text !== undefined) say(text)
    } catch (error) {
      say(`That failed: ${noteFailure(watched, error)}. The timeline says more.`)
    }
    draw()
    await refresh()
    underWay--
    if (underWay === 0) content.removeAttribute('aria-busy')
  }

  function noteFailure({ inside, log }: WatchedClient, error: unknown): string {
    const [code, text] = isAuthError(error)
      ? [error.code, `${error.code}: ${error.message}`]
      : [String(Object(error).name), String(error)]
    log.addEvent({ at: inside.context.effects.clock.now(), type: 'devtools', level: 'problem', text })
    return code
  }

  async function perform(action: string, id: string, watched: WatchedClient): Promise<string | undefined> {
    const actions = createActions(watched)
    switch (action) {
      case 'renew':
        return actions.renew()
      case 'expire':
        return actions.expire()
      case 'forget':
        return actions.forgetAccessTokens()
      case 'offline':
        return actions.switchNetwork()
      case 'sign-out':
        return actions.signOut()
      case 'reveal':
        if (!revealed.delete(id)) revealed.add(id)
        return undefined
      case 'copy-secret':
        await navigator.clipboard.writeText(secretOf(watched, id))
        return 'The token was copied.'
      case 'clear':
        watched.log.clear()
        return 'The timeline and the requests were cleared.'
      case 'enlarge':
        enlarge.setAttribute('aria-pressed', String(panel.classList.toggle('large')))
        return undefined
      case 'report':
        return showReport(watched)
      case 'close':
        closeByHand()
        return undefined
    }
    return undefined
  }

  function secretOf(watched: WatchedClient, id: string): string {
    const record = slow?.record
    if (id === 'ID Token') return record?.idToken ?? ''
    if (id === 'refresh token') return record?.refreshToken ?? ''
    return tokensOf(watched).find(({ key }) => `token ${key}` === id)?.value ?? ''
  }

  /** Copies the report, and shows it, so that a person reads it before they send it. */
  async function showReport(watched: WatchedClient): Promise<string> {
    slow = await lookInside(watched)
    report = reportOf(viewOf(watched))
    try {
      await navigator.clipboard.writeText(report)
      return 'The report was copied.'
    } catch {
      return 'This browser does not let the page copy. Select the text below.'
    }
  }

  function reportView(text: string): HTMLElement {
    const field = build('textarea', { readonly: '', 'aria-label': 'Report', spellcheck: 'false' }, text)
    return build(
      'div',
      { class: 'report', 'data-key': 'report' },
      note('Read the report before you send it. It has no token and no claim of the person.'),
      field,
    )
  }

  function say(text: string): void {
    message.textContent = text
    clearTimeout(messageTimer)
    messageTimer = setTimeout(() => {
      message.textContent = ''
    }, messageForMs)
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    event.stopPropagation()
    closeByHand()
  }

  function pressedAnywhere(event: KeyboardEvent): void {
    if (shortcut === false || !isShortcut(event, shortcut)) return
    event.preventDefault()
    if (isOpen) closeByHand()
    else openByHand()
  }

  /** The keys that the ARIA Authoring Practices give a tab list. */
  function moveInTabs(event: KeyboardEvent): void {
    const at = tabNames.indexOf(selected)
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: -1,
    }
    const to = moves[event.key]
    const name = to === undefined ? undefined : tabNames.at(to % tabNames.length)
    if (!name) return
    event.preventDefault()
    select(name)
    tabButtons.get(name)?.focus()
  }

  function writeMemory(): void {
    try {
      sessionStorage.setItem(memoryKey, JSON.stringify({ isOpen, tab: selected }))
    } catch {
      // Storage is blocked, so the panel is closed on the next page.
    }
  }

  return () => {
    for (const stop of stops) stop()
    isAway.abort()
    clearInterval(timer)
    clearTimeout(messageTimer)
    frame.remove()
  }
}

function tabButton(name: TabName): HTMLButtonElement {
  return build(
    'button',
    { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'content' },
    tabs[name][0],
  )
}

function iconButton(name: 'report' | 'enlarge' | 'close', label: string, action: string): HTMLButtonElement {
  return build(
    'button',
    { type: 'button', class: name, title: label, 'aria-label': label, 'data-action': action },
    icon(name),
  )
}

function readMemory(): { readonly isOpen: boolean; readonly tab: TabName } {
  try {
    const { isOpen, tab } = JSON.parse(sessionStorage.getItem(memoryKey) ?? '')
    return { isOpen: isOpen === true, tab: tabNames.find((name) => name === tab) ?? 'session' }
  } catch {
    return { isOpen: false, tab: 'session' }
  }
}
