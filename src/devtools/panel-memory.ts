import { type TabName, tabNames } from './tabs.js'

/** Where the panel remembers, through reloads of the tab, whether it is open, and what it shows. */
const memoryKey = 'hallpass devtools'

export interface PanelMemory {
  readonly isOpen: boolean
  readonly tab: TabName
}

export function readMemory(): PanelMemory {
  try {
    const { isOpen, tab } = JSON.parse(sessionStorage.getItem(memoryKey) ?? '')
    return { isOpen: isOpen === true, tab: tabNames.find((name) => name === tab) ?? 'session' }
  } catch {
    return { isOpen: false, tab: 'session' }
  }
}

export function writeMemory(memory: PanelMemory): void {
  try {
    sessionStorage.setItem(memoryKey, JSON.stringify(memory))
  } catch {
    // Storage is blocked, so the panel is closed on the next page.
  }
}
