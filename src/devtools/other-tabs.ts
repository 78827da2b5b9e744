import type { Context } from '../client/context.js'
import type { EpochMs } from '../clock.js'
import type { Channel } from '../effects/effects.js'

/** What another tab says about itself. It is shown, and nothing is decided by it. */
export interface OtherTab {
  readonly id: string
  readonly path: string
  readonly visible: boolean
  readonly status: string
  /** When the tab was last heard of. */
  readonly heardAt: EpochMs
}

/** The tabs of this app in which the devtools are mounted for the same client. */
export interface OtherTabs {
  list(): readonly OtherTab[]
  /** Asks all tabs to answer. Tabs that are not heard of again soon are left out of the list. */
  ask(): void
  stop(): void
}

/** A tab that has not been heard of for this long is gone, or frozen. */
const forgottenAfterMs = 5000

export function createOtherTabs<User>({ name, effects, current }: Context<User>): OtherTabs {
  const { clock, page, openChannel } = effects
  const id = String(Math.random()).slice(2)
  const tabs = new Map<string, OtherTab>()
  let channel: Channel | undefined
  const stopListening = page?.listen(({ type }) => {
    // An open channel keeps a page out of the back/forward cache of some browsers.
    if (type === 'left') close()
    if (type === 'back-from-cache') open()
  })
  open()

  function open(): void {
    channel ??= effects.page && openChannel(`${name} devtools`, heard)
  }

  function close(): void {
    channel?.post({ id, left: true })
    channel?.close()
    channel = undefined
  }

  function heard(message: unknown): void {
    const { id: from, ask, left, path, visible, status } = Object(message) as Record<string, unknown>
    if (typeof from !== 'string') return
    if (left === true) tabs.delete(from)
    else if (ask === true) sayHello()
    else if (typeof path === 'string' && typeof status === 'string')
      tabs.set(from, { id: from, path, visible: visible === true, status, heardAt: clock.now() })
  }

  function sayHello(): void {
    if (!page) return
    const { pathname } = new URL(page.url())
    channel?.post({ id, path: pathname, visible: page.visible(), status: current.session.get().status })
  }

  return {
    list: () => [...tabs.values()].filter(({ heardAt }) => clock.now() - heardAt < forgottenAfterMs),
    ask: () => channel?.post({ id, ask: true }),
    stop() {
      stopListening?.()
      close()
    },
  }
}
