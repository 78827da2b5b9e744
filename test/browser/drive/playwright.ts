import type { BrowserContext, CDPSession, Browser as Launched, LaunchOptions, Page } from '@playwright/test'
import { chromium, firefox, webkit } from '@playwright/test'
import type { DrivenBrowser, Engine } from '../../../scripts/browsers.mjs'
import type { Browser, BrowserSession, Tab } from './tab.js'
import { buttonOrLink, until } from './until.js'

const types = { chromium, firefox, webkit }

const launchOptions: { readonly [engine in Engine]: LaunchOptions } = {
  chromium: {
    args: [
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
    ],
    // Playwright switches the back/forward cache off, and people have it on.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
  firefox: {},
  webkit: {},
}

export async function launchPlaywright(engine: Engine, installed: DrivenBrowser): Promise<Browser> {
  const start = (more: LaunchOptions = {}): Promise<Launched> =>
    types[engine].launch({ ...launchOptions[engine], ...installed, ...more })
  const browser = await start()
  return {
    newSession: async ({ blockThirdPartyCookies, prefers } = {}) => {
      if (engine === 'firefox' && blockThirdPartyCookies) {
        // By default Firefox keeps them apart, except for a site that one was just sent to and back from: a
        // login.
        const strict = await start({ firefoxUserPrefs: { 'network.cookie.cookieBehavior': 1 } })
        return { ...session(engine, await strict.newContext(locale), false), close: () => strict.close() }
      }
      return session(
        engine,
        await browser.newContext({ ...locale, ...prefers }),
        blockThirdPartyCookies ?? false,
      )
    },
    close: () => browser.close(),
  }
}

// A test that needs https: has a certificate that nobody has signed.
const locale = { locale: 'en-US', ignoreHTTPSErrors: true }

function session(engine: Engine, context: BrowserContext, blockThirdPartyCookies: boolean): BrowserSession {
  const lines: string[] = []
  const tabs = new Map<Page, Tab>()
  context.on('console', (message) => lines.push(message.text()))
  context.on('weberror', (error) => lines.push(String(error.error().stack ?? error.error())))

  function tabOf(page: Page): Tab {
    let tab = tabs.get(page)
    if (!tab) {
      tab = playwrightTab(page, engine === 'chromium' ? context.newCDPSession.bind(context, page) : undefined)
      tabs.set(page, tab)
    }
    return tab
  }

  return {
    engine,
    newTab: async () => {
      const page = await context.newPage()
      // Playwright's WebKit blocks by itself.
      if (blockThirdPartyCookies && engine === 'chromium')
        await blockCookies(await context.newCDPSession(page))
      return tabOf(page)
    },
    opened: async (act) => {
      const opening = context.waitForEvent('page')
      await act()
      return tabOf(await opening)
    },
    show: async (tab) => {
      for (const [page, known] of tabs) if (known === tab) await page.bringToFront()
    },
    setOffline: (offline) => context.setOffline(offline),
    console: () => lines,
    close: () => context.close(),
  }
}

function playwrightTab(page: Page, attach: (() => Promise<CDPSession>) | undefined): Tab {
  let attached: Promise<CDPSession> | undefined
  const cdp = (attach: () => Promise<CDPSession>): Promise<CDPSession> => (attached ??= attach())
  const tab: Tab = {
    goto: async (url) => {
      await page.goto(url)
    },
    evaluate: <A, R>(run: (argument: A) => R | Promise<R>, argument?: A) =>
      page.evaluate(run as (argument: unknown) => R | Promise<R>, argument),
    // By coordinates: in Firefox, Playwright's own clicks wait for ever once a page has been in the
    // back/forward cache.
    click: async (name) => {
      const [x, y] = await until(`a button or link "${name}"`, () =>
        page.evaluate(middleOf, buttonOrLink(name)),
      )
      await page.mouse.click(x, y)
    },
    pointTo: (x, y) => page.mouse.move(x, y),
    press: (key) => page.keyboard.press(key),
    history: async () => {
      if (!attach) return tab.evaluate(entriesOfNavigation)
      const { entries } = await (await cdp(attach)).send('Page.getNavigationHistory')
      return entries.map(({ url }) => url)
    },
    close: () => page.close(),
  }
  if (!attach) return tab
  return {
    ...tab,
    // Chromium freezes hidden pages only, and Playwright keeps all of them visible; a debugger stops any.
    freeze: async () => {
      const session = await cdp(attach)
      await session.send('Debugger.enable')
      await session.send('Debugger.pause')
    },
    thaw: async () => {
      await (await cdp(attach)).send('Debugger.disable')
    },
    crash: async () => {
      const crashed = page.waitForEvent('crash')
      // Never answered: who should.
      void (await cdp(attach)).send('Page.crash').catch(() => {})
      await crashed
    },
    slowDown: async (rate) => {
      await (await cdp(attach)).send('Emulation.setCPUThrottlingRate', { rate })
    },
    heapBytes: async () => {
      const session = await cdp(attach)
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize
    },
  }
}

async function blockCookies(session: CDPSession): Promise<void> {
  await session.send('Network.enable')
  await session.send('Network.setCookieControls', {
    enableThirdPartyCookieRestriction: true,
    disableThirdPartyCookieMetadata: true,
    disableThirdPartyCookieHeuristics: true,
  } as never)
}

function middleOf(xpath: string): [number, number] | undefined {
  const element = document.evaluate(
    xpath,
    document,
    null,
    XPathResult.FIRST_ORDERED_NODE_TYPE,
  ).singleNodeValue
  if (!(element instanceof HTMLElement)) return undefined
  element.scrollIntoView({ block: 'nearest' })
  const { x, y, width, height } = element.getBoundingClientRect()
  return width > 0 ? [x + width / 2, y + height / 2] : undefined
}

/** Only entries of this origin: the Navigation API tells no more. */
function entriesOfNavigation(): string[] {
  const { navigation } = globalThis as {
    navigation?: { entries(): readonly { readonly url: string | null }[] }
  }
  return navigation?.entries().map(({ url }) => String(url)) ?? []
}
