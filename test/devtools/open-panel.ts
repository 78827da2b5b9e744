import { type DevtoolsOptions, mountDevtools } from '../../src/devtools/index.js'
import type { Client, SeveralClients } from '../../src/index.js'
import { settle, until } from '../../src/testing/index.js'

/** The panel of a client, as a person uses it. */
export interface OpenPanel {
  readonly element: Element
  readonly root: ShadowRoot
  readonly unmount: () => void
  /** The text of the tab that is shown. */
  text(): string
  /** Clicks the button of this name, and waits until everything that it causes has happened. */
  click(name: string): Promise<void>
  /** Resolves once the tab that is shown has this text. */
  untilText(text: string): Promise<unknown>
  isOpen(): boolean
}

const mounted: OpenPanel[] = []

/** Removes the panels that a test has mounted. */
export function unmountAll(): void {
  for (const { unmount } of mounted.splice(0)) unmount()
}

export function mount(
  client: Client<unknown> | SeveralClients<unknown>,
  options?: DevtoolsOptions,
): OpenPanel {
  const unmount = mountDevtools(client, options)
  const element = [...document.querySelectorAll('hallpass-devtools')].at(-1)
  const root = element?.shadowRoot
  if (!element || !root) throw new Error('The devtools are not mounted.')
  const content = (): Element | null => root.querySelector('[role=tabpanel]')
  const text = (): string => content()?.textContent ?? ''
  const panel: OpenPanel = {
    element,
    root,
    unmount,
    text,
    async click(name) {
      const button = [...root.querySelectorAll('button')].find(
        (one) => one.textContent === name || one.getAttribute('aria-label')?.startsWith(name),
      )
      if (!button) throw new Error(`There is no button "${name}".`)
      button.click()
      await until(() => content()?.getAttribute('aria-busy') !== 'true')
      await settle()
    },
    untilText: (wanted) => until(() => text().includes(wanted) || undefined),
    isOpen: () => root.querySelector<HTMLElement>('[role=dialog]')?.hidden === false,
  }
  mounted.push(panel)
  return panel
}

export async function open(
  client: Client<unknown> | SeveralClients<unknown>,
  options?: DevtoolsOptions,
): Promise<OpenPanel> {
  const panel = mount(client, options)
  await panel.click('Hallpass devtools')
  return panel
}
