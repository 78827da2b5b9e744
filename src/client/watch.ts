import type { Page, PageEvent } from '../effects/effects.js'
import { createAhead } from '../session/ahead.js'
import type { ServerContext } from './context.js'
import { revokeGrant } from './logout.js'
import { look } from './look.js'
import type { Renewals } from './renewal.js'
import { signedOutSince, signOutMark } from './sign-out-mark.js'

/** From the start of a client to its end: keeps the session what it is in storage, in the other tabs, and in time. */
export function watch<User>(
  context: ServerContext<User>,
  page: Page,
  renewals: Renewals,
  cameBack: () => void,
): () => void {
  const { current, effects, name, settings, vault, channel } = context
  const mark = signOutMark(name)
  const ahead = createAhead(effects.clock, renewals.age, () => renewals.ahead(page.visible()))
  let watched: unknown
  const stops = [
    current.session.subscribe(() => {
      const record = current.record()
      if (record !== watched) ahead.watch(record)
      watched = record
    }),
    page.listen(heard),
    () => ahead.watch(undefined),
    closeChannel,
  ]
  openChannel()
  return () => {
    for (const stop of stops) stop()
  }

  function openChannel(): void {
    channel.now = effects.openChannel(name, (message) => {
      renewals.heard(message)
      if (message === 'look') lookAgain()
    })
  }

  // An open channel keeps a page out of some engines' back/forward cache.
  function closeChannel(): void {
    channel.now?.close()
    delete channel.now
  }

  function heard({ type, key }: PageEvent & { readonly key?: string | undefined }): void {
    if (type === 'left') closeChannel()
    if (type === 'left' || (type === 'stored' && key && key !== name && key !== mark)) return
    if (type === 'restored') {
      openChannel()
      cameBack()
    }
    lookAgain()
    if (type !== 'stored') renewals.ahead(page.visible(), true)
  }

  function lookAgain(): void {
    const record = current.record()
    // At once, before anything is painted: somebody has signed out, and nobody in again. A missing mirror alone says nothing, since localStorage
    // may be behind.
    if (record && signedOutSince(effects.storage, name, record) && !vault.peek()) {
      current.end('other-tab')
      // What all tabs share is taken away, and told the server, by whoever signed out.
      if (settings.remember !== 'browser') vault.take().then((own) => own && revokeGrant(context, own))
    }
    look(context).catch(context.warn)
  }
}
