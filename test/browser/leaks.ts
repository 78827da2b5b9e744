import { expect } from '@playwright/test'
import type { BrowserSession, Tab } from './drive/tab.js'
import type { Exchange } from './harness/front.js'
import type { Secret } from './harness/idp-requests.js'
import type { World } from './harness/world.js'

/**
 * No token, code or verifier is in what this page shows, says and throws, nor in what anybody was asked for.
 */
export async function expectNothingTold(person: BrowserSession, tab: Tab, world: World): Promise<void> {
  const secrets = world.secrets()
  const kinds = new Set(secrets.map(({ kind }) => kind))
  expect(kinds, 'nothing to look for').toEqual(
    new Set(['access token', 'refresh token', 'ID Token', 'code', 'verifier']),
  )
  const told = {
    ...(await tab.evaluate(whatThePageTells)),
    'the console, as the driver heard it': person.console(),
    'the history of the tab': await tab.history(),
    'requests to the app': tellTales(world.app.exchanges.filter(isOfTheApp)),
    'requests to the APIs': tellTales([...world.api.exchanges, ...world.otherApi.exchanges]),
    // The server's own sign-out takes an ID Token in its URL (OpenID Connect RP-Initiated Logout, section 2).
    'requests to the authorization server': tellTales(
      world.idp.exchanges.filter(({ kind }) => kind !== 'logout'),
    ),
  }
  for (const [where, what] of Object.entries(told))
    expect(kindsIn(JSON.stringify(what), secrets), where).toEqual([])
}

/** Which kinds of secrets are at rest where; areas without any are left out. */
export async function storedSecrets(
  tab: Tab,
  world: World,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const areas = Object.entries(await tab.evaluate(whatIsStored))
  const found = areas.map(([area, text]) => [area, kindsIn(text, world.secrets())] as const)
  return Object.fromEntries(found.filter(([, kinds]) => kinds.length > 0))
}

function kindsIn(text: string, secrets: readonly Secret[]): readonly string[] {
  return [...new Set(secrets.filter(({ value }) => text.includes(value)).map(({ kind }) => kind))].sort()
}

/** Everything of a request that others get to see: logs, proxies, the next site. */
function tellTales(exchanges: readonly Exchange[]): readonly unknown[] {
  return exchanges.map(({ url, headers }) => [url.href, headers.referer, headers.cookie])
}

/** The answer to a login comes in a URL, and the page asks for its scripts before any of them can run. */
function isOfTheApp({ url }: Exchange): boolean {
  return !url.searchParams.has('code') && !url.pathname.endsWith('.js')
}

function whatThePageTells(): Record<string, unknown> {
  // Errors have nothing enumerable, and this is all they have.
  const openly = (_key: string, value: unknown): unknown =>
    value instanceof Error
      ? { ...value, name: value.name, message: value.message, stack: value.stack, cause: value.cause }
      : value
  const opened = (value: unknown): unknown => JSON.parse(JSON.stringify(value, openly))
  return {
    'the console': window.lines,
    'the errors': opened(window.errors),
    'the events': opened(window.events),
    'messages to other pages': opened(window.posted),
    'the session': opened(window.auth.session.get()),
    'the client': opened(window.auth),
    'the URL': location.href,
    'the referrer': document.referrer,
    // One entry is the URL that the page was loaded from, which nobody can take back.
    'the performance entries': performance
      .getEntries()
      .filter(({ entryType }) => entryType !== 'navigation' && entryType !== 'visibility-state')
      .map((entry) => entry.toJSON()),
    'the document': document.documentElement.outerHTML,
    'the name of the window': window.name,
  }
}

async function whatIsStored(): Promise<Record<string, string>> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const databases: unknown[] = []
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name ?? ''))
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store).objectStore(store)
      databases.push([name, store, await settled(records.getAllKeys()), await settled(records.getAll())])
    }
    database.close()
  }
  const cached: unknown[] = []
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      cached.push(request.url, await (await caches.match(request))?.text())
    }
  }
  return {
    localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }),
    IndexedDB: JSON.stringify(databases),
    'Cache API': JSON.stringify(cached),
    cookies: document.cookie,
  }
}
