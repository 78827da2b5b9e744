import { build } from '../elements/build.js'
import { isAuthError } from '../errors.js'
import { createActions } from './actions.js'
import { lookInside, type SlowView, tokensOf } from './look-inside.js'
import { createFrame } from './panel-frame.js'
import { readMemory, writeMemory } from './panel-memory.js'
import type { PanelView } from './panel-view.js'
import { note } from './parts.js'
import { patchChildren } from './patch.js'
import { reportOf } from './report.js'
import { isShortcut } from './shortcut.js'
import { contentOf, createTabList, type TabName } from './tabs.js'
import type { WatchedClient } from './watch-client.js'

const refreshEveryMs = 1000
const messageForMs = 4000

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

  const tabList = createTabList(() => selected, select)
  const frame = createFrame(clients.keys(), tabList.element, shortcut)
  const { element, toggle, panel, provider, content, message } = frame
  root.append(element)

  element.addEventListener('click', clicked)
  element.addEventListener('keydown', pressed)
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
    if (document.hidden || !element.isConnected) return
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
    frame.showState(watched)
    if (!isOpen) return
    const [name] = [...clients].find(([, one]) => one === watched) ?? []
    provider.hidden = clients.size < 2
    if (name !== undefined && root.activeElement !== provider) provider.value = name
    tabList.mark(selected)
    content.setAttribute('aria-labelledby', `tab-${selected}`)
    patchChildren(content, report === undefined ? contentOf(selected, viewOf(watched)) : [reportView(report)])
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

  function open(): void {
    if (isOpen) return
    isOpen = true
    panel.hidden = false
    element.classList.add('open')
    toggle.setAttribute('aria-expanded', 'true')
    writeMemory({ isOpen, tab: selected })
    draw()
    void refresh()
  }

  function closePanel(): void {
    isOpen = false
    panel.hidden = true
    element.classList.remove('open')
    toggle.setAttribute('aria-expanded', 'false')
    revealed.clear()
    report = undefined
    writeMemory({ isOpen, tab: selected })
    draw()
  }

  /** By the button or the keyboard: the focus goes along. */
  function openByHand(): void {
    open()
    tabList.focus(selected)
  }

  function closeByHand(): void {
    closePanel()
    toggle.focus()
  }

  function select(name: TabName): void {
    selected = name
    report = undefined
    writeMemory({ isOpen, tab: selected })
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
        frame.enlarge.setAttribute('aria-pressed', String(panel.classList.toggle('large')))
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

  return () => {
    for (const stop of stops) stop()
    isAway.abort()
    clearInterval(timer)
    clearTimeout(messageTimer)
    element.remove()
  }
}
