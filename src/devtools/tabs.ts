import { build } from '../elements/build.js'
import { browserTab } from './browser-tab.js'
import { idTokenTab } from './id-token-tab.js'
import type { PanelView } from './panel-view.js'
import { requestsTab } from './requests-tab.js'
import { sessionTab } from './session-tab.js'
import { timelineTab } from './timeline-tab.js'

export type TabName = 'session' | 'timeline' | 'requests' | 'id-token' | 'browser'

type Tab = readonly [title: string, content: (view: PanelView) => readonly HTMLElement[]]

const tabs: Readonly<Record<TabName, Tab>> = {
  session: ['Session', sessionTab],
  timeline: ['Timeline', timelineTab],
  requests: ['Requests', requestsTab],
  'id-token': ['ID Token', idTokenTab],
  browser: ['Browser', browserTab],
}

export const tabNames: readonly TabName[] = Object.keys(tabs) as TabName[]

/** What is in a tab of the panel. */
export function contentOf(name: TabName, view: PanelView): readonly HTMLElement[] {
  return tabs[name][1](view)
}

/** The list of tabs, of which one is selected. */
export interface TabList {
  readonly element: HTMLElement
  /** Shows which tab is selected. It is the only one that the Tab key stops at. */
  mark(selected: TabName): void
  focus(name: TabName): void
}

/** Makes the list of tabs. `select` is called where a person clicks a tab, or comes to it by a key. */
export function createTabList(selected: () => TabName, select: (name: TabName) => void): TabList {
  const buttons = new Map(tabNames.map((name) => [name, tabButton(name)]))
  const element = build('div', { role: 'tablist', 'aria-label': 'What to look at' }, ...buttons.values())
  for (const [name, button] of buttons) button.addEventListener('click', () => select(name))
  element.addEventListener('keydown', moveByKey)

  return {
    element,
    mark(selected) {
      for (const [name, button] of buttons) {
        button.setAttribute('aria-selected', String(name === selected))
        button.tabIndex = name === selected ? 0 : -1
      }
    },
    focus: (name) => buttons.get(name)?.focus(),
  }

  /** The keys that the ARIA Authoring Practices give a tab list. */
  function moveByKey(event: KeyboardEvent): void {
    const at = tabNames.indexOf(selected())
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
    buttons.get(name)?.focus()
  }
}

function tabButton(name: TabName): HTMLButtonElement {
  return build(
    'button',
    { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'content' },
    tabs[name][0],
  )
}
