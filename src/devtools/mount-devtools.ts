import type { Client, SeveralClients } from 'hallpass'
import { own } from '../own.js'
import { createPanel } from './panel.js'
import { style } from './style.js'
import { type WatchedClient, watchClient } from './watch-client.js'

/** The corner of the window in which the devtools are. */
export type DevtoolsPosition = 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left'

/** The options of `mountDevtools`. */
export interface DevtoolsOptions {
  /** The corner of the window in which the button is, and the panel opens. Default: `'bottom-right'`. */
  readonly position?: DevtoolsPosition
  /**
   * The keys that open and close the panel: modifiers (`Alt`, `Ctrl`, `Meta`, `Shift`) and one letter, joined
   * by `+`. `false`: there is no shortcut. Default: `'Alt+Shift+H'`.
   */
  readonly shortcut?: string | false
  /**
   * `'auto'` follows what the person told the system (`prefers-color-scheme`), whatever the page looks like.
   * Default: `'auto'`.
   */
  readonly theme?: 'auto' | 'light' | 'dark'
  /** Where the element is added. Default: `document.body`. */
  readonly parent?: Element
}

/**
 * Shows a round button in a corner of the page, which opens a panel with everything that the library knows of
 * the session: tokens and their lives, the events, each request and call, the ID Token, storage, other tabs.
 * Call it while developing only, by a dynamic import, so that a production build has nothing of it. It takes
 * a client of one provider or of several. Returns how to
 * remove it. A further call for the same client replaces the panel. On a server it does nothing.
 *
 * The panel shows tokens to whoever looks at it, after a click on "Reveal". Script in the page can reach the
 * tokens with or without it.
 *
 * @throws {TypeError} for a client that this library has not made.
 * @example
 * if (import.meta.env.DEV) import('hallpass/devtools').then(({ mountDevtools }) => mountDevtools(auth))
 */
export function mountDevtools<User>(
  client: Client<User> | SeveralClients<User>,
  options: DevtoolsOptions = {},
): () => void {
  if (typeof document === 'undefined') return () => {}
  const { position = 'bottom-right', shortcut = 'Alt+Shift+H', theme = 'auto', parent } = own(options)
  mounted.get(client)?.()
  const watched = watchClients(client)
  const element = createElement()
  element.setAttribute('position', position)
  element.setAttribute('theme', theme)
  const removePanel = createPanel(openShadow(element), watched, shortcut)
  const into = parent ?? document.body
  into.append(element)
  const unmount = (): void => {
    removePanel()
    element.remove()
    for (const { stop } of watched.values()) stop()
    if (mounted.get(client) === unmount) mounted.delete(client)
  }
  mounted.set(client, unmount)
  return unmount
}

/** How to remove the devtools of each client. A client has one panel. */
const mounted = /* @__PURE__ */ new WeakMap<object, () => void>()

/** By the name of the provider, which is empty for a client of one provider. */
function watchClients<User>(client: Client<User> | SeveralClients<User>): ReadonlyMap<string, WatchedClient> {
  const clients = 'clients' in client ? Object.entries(client.clients) : [['', client] as const]
  return new Map(clients.map(([name, one]) => [name, watchClient(one)]))
}

const elementName = 'hallpass-devtools'

/**
 * The class of the element does nothing, so that a page which loads this module twice, while it is developed,
 * has the newer panel in it.
 */
function createElement(): HTMLElement {
  if (!customElements.get(elementName)) customElements.define(elementName, class extends HTMLElement {})
  return document.createElement(elementName)
}

function openShadow(element: HTMLElement): ShadowRoot {
  const root = element.attachShadow({ mode: 'open' })
  // A constructed style sheet is no inline style, so a strict Content-Security-Policy allows it.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  root.adoptedStyleSheets = [sheet]
  return root
}
