import type { Page, PageEvent } from './effects.js'

/** The document, its address bar and its life. */
export function createPage(): Page {
  return {
    url: () => location.href,
    base: () => document.baseURI,
    replace: (url) => history.replaceState(history.state, '', url),
    leave: (url) => location.assign(url),
    frame: () => (window === top ? undefined : window.name),
    visible: () => document.visibilityState === 'visible',
    active: () => navigator.userActivation?.isActive,
    prerendered: () =>
      (document as { prerendering?: boolean }).prerendering
        ? new Promise((resolve) => document.addEventListener('prerenderingchange', () => resolve(), { once: true }))
        : undefined,
    nextTask: () => new Promise((resolve) => setTimeout(resolve)),
    holdTab,
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

// On the page, not in this module: its clients are all of one tab, of two copies of the library, too.
async function holdTab(id: string): Promise<boolean> {
  const page = globalThis as { [pageTabs]?: Map<string, Promise<boolean>> }
  page[pageTabs] ??= new Map()
  const held = page[pageTabs].get(id) ?? hold(id)
  page[pageTabs].set(id, held)
  return held
}

// Let go when the page is left: the back/forward cache takes no page that holds a lock.
function hold(id: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true)
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`hallpass tab ${id}`, { ifAvailable: true }, (lock) => {
        resolve(!!lock)
        return lock && new Promise<void>((release) => addEventListener('pagehide', () => release(), { once: true }))
      })
      .catch(reject)
  })
}
