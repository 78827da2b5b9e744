import type { Page, PageEvent } from './effects.js'

const leftWithinMs = 300

/** The document, its address bar and its lifecycle. */
export function createPage(): Page {
  return {
    url: () => location.href,
    base: () => document.baseURI,
    replace: (url) => history.replaceState(history.state, '', url),
    leave: (url, replace) => (replace ? location.replace(url) : location.assign(url)),
    reload: () => location.reload(),
    frame: () => (window === top ? undefined : window.name),
    visible: () => document.visibilityState === 'visible',
    activation: () => navigator.userActivation,
    prerendered: () =>
      (document as { prerendering?: boolean }).prerendering
        ? new Promise((resolve) =>
            document.addEventListener('prerenderingchange', () => resolve(), { once: true }),
          )
        : undefined,
    nextTask: () => new Promise((resolve) => setTimeout(resolve)),
    stays: () => new Promise((resolve) => setTimeout(resolve, leftWithinMs)),
    holdTab,
    sharesTab: (id) => !window.top || pagesWith(id).length > 0,
    listen,
  }
}

function listen(listener: (event: PageEvent) => void): () => void {
  const stop = new AbortController()
  const on = (target: EventTarget, name: string, run: (event: Event) => void): void =>
    target.addEventListener(name, run, { signal: stop.signal })
  on(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) listener({ type: 'back-from-cache' })
  })
  on(window, 'pagehide', () => listener({ type: 'left' }))
  on(window, 'storage', (event) =>
    listener({ type: 'stored', key: (event as StorageEvent).key ?? undefined }),
  )
  on(window, 'online', () => listener({ type: 'woke', online: true }))
  on(document, 'resume', () => listener({ type: 'woke' }))
  on(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') listener({ type: 'woke' })
  })
  return () => stop.abort()
}

// The names are kept on the page and not in this module, so that two copies of the library on one page share
// them.
const pageTabs = Symbol.for('hallpass.tabs')

type TabPage = { [pageTabs]?: Map<string, Promise<boolean>> }

function tabsOf(page: TabPage): Map<string, Promise<boolean>> {
  page[pageTabs] ??= new Map()
  return page[pageTabs]
}

async function holdTab(id: string): Promise<boolean> {
  const tabs = tabsOf(globalThis as TabPage)
  const held = tabs.get(id) ?? hold(id, pagesWith(id))
  tabs.set(id, held)
  return held
}

/**
 * What the other pages of this tab answered about this name: the frames of this page, and the pages that this
 * one is a frame of.
 */
function pagesWith(id: string): Promise<boolean>[] {
  const found: Promise<boolean>[] = []
  const visit = (page: Window): void => {
    try {
      const held = page !== window && (page as TabPage)[pageTabs]?.get(id)
      if (held) found.push(held)
    } catch {
      // The page is of another origin. Its frames may be of this origin.
    }
    for (let index = 0; index < page.length; index++) visit(page[index] as Window)
  }
  visit(window.top ?? window)
  return found
}

// The lock is released when the page is left, since the back/forward cache takes no page that holds a lock.
async function hold(id: string, others: readonly Promise<boolean>[]): Promise<boolean> {
  const stop = new AbortController()
  const left = new Promise<void>((resolve) => {
    const leave = (): void => {
      tabsOf(globalThis as TabPage).delete(id)
      stop.abort()
      resolve()
    }
    addEventListener('pagehide', leave, { once: true })
  })
  if (!navigator.locks) return true
  // Another page of this tab that asks later waits for the lock, so that the lock is never free while one of
  // them is open.
  const shared = (await Promise.all(others)).includes(true)
  return new Promise((resolve, reject) => {
    if (shared) resolve(true)
    navigator.locks
      .request(`hallpass tab ${id}`, shared ? { signal: stop.signal } : { ifAvailable: true }, (lock) => {
        resolve(!!lock)
        return lock && left
      })
      .catch(reject)
  })
}
