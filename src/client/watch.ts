import type { Page, PageEvent } from '../effects/effects.js'
import type { TabLock } from '../effects/tab-lock.js'
import { createRenewalTimer } from '../session/renewal-timer.js'
import type { SessionTokens } from '../session/tokens.js'
import type { ClaimedTab } from './claim-tab.js'
import type { Context } from './context.js'
import type { TokenSource } from './sources/token-source.js'
import { syncWithStorage } from './sync-with-storage.js'

/**
 * The message that tells another tab that the stored session has changed. It carries no data, since storage
 * is authoritative.
 */
export const changed = 'changed'

const signedOut = 'signed-out '

/** What another tab is told of a sign-out: its number, for where localStorage could not be written. */
export function signedOutMessage(number: number): string {
  return `${signedOut}${number}`
}

export interface WatchDeps {
  readonly page: Page
  readonly tokens: SessionTokens
  readonly tabLock: TabLock
  readonly revoke: (grant: Parameters<TokenSource['revoke']>[0]) => void
  /** Called when the page comes back from the back/forward cache. */
  readonly abandonLogin: () => void
  /** With `remember: 'tab'`: the tab that this page has claimed. */
  readonly tab: () => ClaimedTab | undefined
}

/** Keeps the session in step with storage, with the other tabs and with the clock. Returns how to stop. */
export function watch<User>(
  context: Context<User>,
  { page, tokens, tabLock, revoke, abandonLogin, tab }: WatchDeps,
): () => void {
  const { current, effects, name, settings, vault, channel, signOuts } = context
  const timer = createRenewalTimer(
    effects.clock,
    (record) => (record.tokens[''] ? context.age(record.tokens[''], record.renewable) : 0),
    () => tokens.renewAhead({ visible: page.visible() }),
  )
  let watched: unknown
  const stops = [
    current.session.subscribe(() => {
      const record = current.record()
      if (record !== watched) timer.watch(record)
      watched = record
    }),
    page.listen(handlePageEvent),
    () => timer.watch(undefined),
    closeChannel,
  ]
  openChannel()
  return () => {
    for (const stop of stops) stop()
  }

  function openChannel(): void {
    channel.now = effects.openChannel(name, (message) => {
      tabLock.receive(message)
      const isSignOut = typeof message === 'string' && message.startsWith(signedOut)
      if (isSignOut) signOuts.hear(Number(message.slice(signedOut.length)))
      if (isSignOut || message === changed) syncNow()
    })
  }

  /** Closes the channel, since an open one keeps a page out of the back/forward cache of some browsers. */
  function closeChannel(): void {
    channel.now?.close()
    delete channel.now
  }

  function handlePageEvent(event: PageEvent): void {
    if (event.type === 'left') {
      tab()?.leave()
      closeChannel()
      return
    }
    if (event.type === 'stored') {
      const { key } = event
      if (key === undefined || key === name || key === signOuts.key) syncNow()
      return
    }
    if (event.type === 'back-from-cache') {
      tab()?.reclaim()
      openChannel()
      abandonLogin()
    }
    syncNow()
    tokens.renewAhead({ visible: page.visible(), urgent: true })
  }

  function syncNow(): void {
    endSignedOut()
    syncWithStorage(context).catch(context.warn)
  }

  /**
   * Runs at once, before anything is painted: if somebody has signed out since the login that is shown, and
   * nobody has signed in since, this page shows it. A missing mirror ends nothing by itself, since
   * localStorage may be behind IndexedDB.
   */
  function endSignedOut(): void {
    const shown = current.record()
    if (!shown || !(shown.afterSignOut < signOuts.last()) || vault.peek()) return
    current.end('other-tab')
    // The tab that signed out deletes the record that all tabs share, and revokes its grant. A record that is
    // not shared is deleted here.
    if (settings.remember !== 'browser')
      vault
        .take()
        .then((taken) => taken && revoke(taken))
        .catch(context.warn)
  }
}
