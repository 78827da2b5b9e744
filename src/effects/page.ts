import type { Page, PageEvent } from './effects.js'

/** The document, its address bar and its life. */
export function createPage(): Page {
  return {
    url: () => location.href,
    base: () => document.baseURI,
    replace: (url) => history.replaceState(history.state, '', url),
    leave: (url) => location.assign(url),
    visible: () => document.visibilityState === 'visible',
    active: () => navigator.userActivation?.isActive,
    prerendered: () =>
      (document as { prerendering?: boolean }).prerendering
        ? new Promise((resolve) => document.addEventListener('prerenderingchange', () => resolve(), { once: true }))
        : undefined,
    ownsTab,
    listen,
  }
}

function listen(listener: (event: PageEvent) => void): () => void {
  const stop = new AbortController()
  const on = (target: EventTarget, name: string, run: (event: Event) => void): void =>
    target.addEventListener(name, run, { signal: stop.signal })
  on(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) listener({ type: 'restored' })
  })
  on(window, 'pagehide', () => listener({ type: 'left' }))
  on(window, 'storage', (event) => listener({ type: 'stored', key: (event as StorageEvent).key ?? undefined }))
  on(window, 'online', () => listener({ type: 'woke', online: true }))
  on(document, 'resume', () => listener({ type: 'woke' }))
  on(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') listener({ type: 'woke' })
  })
  return () => stop.abort()
}

const pageTabs = Symbol.for('hallpass.tabs')
/** A page that is being left lets go of its lock before the next one of this tab needs it; a copy's original does not. */
const patienceMs = 1000

/**
 * A tab holds a lock with its own random name while its page lives; a copy of the tab has the name, but not the lock.
 * Two clients of one page share it. Let go while the page may be in the back/forward cache, which a held lock would forbid.
 */
async function ownsTab(id: string): Promise<boolean> {
  const page = globalThis as { [pageTabs]?: Map<string, Promise<boolean>> }
  page[pageTabs] ??= new Map()
  const known = page[pageTabs].get(id)
  if (known || !navigator.locks) return known ?? true
  const held = hold(id)
  page[pageTabs].set(id, held)
  addEventListener('pageshow', (event) => {
    if (event.persisted) page[pageTabs]?.set(id, hold(id))
  })
  return held
}

function hold(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(
        `hallpass tab ${id}`,
        { signal: AbortSignal.timeout(patienceMs) },
        () =>
          new Promise<void>((release) => {
            addEventListener('pagehide', () => release(), { once: true })
            resolve(true)
          }),
      )
      .catch(() => resolve(false))
  })
}
