import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { DevtoolsOptions } from '../../src/devtools/index.js'
import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { answer, hold, withHeader, withScript } from './harness/faults.js'
import type { World } from './harness/world.js'
import { expectNothingTold, storedSecrets } from './leaks.js'
import { callApi, openAppSignedIn } from './moves.js'
import { expect, test } from './scenario.js'

declare global {
  interface Window {
    /** What the policy of the page refused while the devtools were there. */
    refusedDevtools: string[]
    /** What the devtools copied. */
    copied: string[]
    unmountDevtools: () => void
  }
}

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Mounts the devtools of the app's client, as an app does that is being developed. */
async function mountIn(tab: Tab, options: DevtoolsOptions = {}): Promise<void> {
  await tab.evaluate(async (options) => {
    window.refusedDevtools = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      window.refusedDevtools.push(violatedDirective),
    )
    window.copied = []
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => window.copied.push(text) },
    })
    const path = '/hallpass/devtools/index.js'
    const { mountDevtools } = (await import(path)) as typeof import('../../src/devtools/index.js')
    window.unmountDevtools = mountDevtools(window.auth, options)
  }, options)
}

async function openSignedIn(person: BrowserSession, world: World, options?: DevtoolsOptions): Promise<Tab> {
  const tab = await openAppSignedIn(person, world)
  await mountIn(tab, options)
  return tab
}

/** Clicks a button of the devtools by its text or its label. */
async function press(tab: Tab, name: string): Promise<void> {
  await untilIn(
    tab,
    (name) => {
      const root = document.querySelector('hallpass-devtools')?.shadowRoot
      const button = [...(root?.querySelectorAll('button') ?? [])].find(
        (one) => one.textContent === name || one.getAttribute('aria-label')?.startsWith(name),
      )
      button?.click()
      return button !== undefined
    },
    name,
  )
}

async function untilShown(tab: Tab, text: string): Promise<void> {
  await untilIn(
    tab,
    (text) =>
      document
        .querySelector('hallpass-devtools')
        ?.shadowRoot?.querySelector('[role=tabpanel]')
        ?.textContent?.includes(text),
    text,
  )
}

/** The name of what has the focus, through shadow roots. */
function focused(tab: Tab): Promise<string> {
  return tab.evaluate(() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at?.getAttribute('aria-label') ?? (at?.textContent || at?.localName) ?? ''
  })
}

function isOpen(tab: Tab): Promise<boolean> {
  return tab.evaluate(
    () =>
      document.querySelector('hallpass-devtools')?.shadowRoot?.querySelector<HTMLElement>('[role=dialog]')
        ?.hidden === false,
  )
}

const tabNames = ['Session', 'Timeline', 'Requests', 'ID Token', 'Browser']

test('under a strict policy, Trusted Types included, the devtools work and have their style', async ({
  person,
  world,
}) => {
  const { app, idp, api } = world
  const policy = [
    "default-src 'none'",
    // The page of the harness has scripts of its own in its HTML.
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self'",
    `connect-src 'self' ${idp.origin} ${api.origin}`,
    "base-uri 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  app.spoil('/', withHeader('content-security-policy', policy))
  const tab = await openSignedIn(person, world)
  await press(tab, 'Hallpass devtools')
  for (const name of tabNames) await press(tab, name)
  await press(tab, 'Session')
  await press(tab, 'Reveal: Access token')
  await press(tab, 'Enlarge')
  await press(tab, 'Copy a report')
  await untilShown(tab, 'Read the report before you send it.')
  const style = await tab.evaluate(() => {
    const root = document.querySelector('hallpass-devtools')?.shadowRoot
    const panel = root?.querySelector('.panel')
    return panel && getComputedStyle(panel).position
  })
  expect(style).toBe('fixed')
  expect(await tab.evaluate(() => window.refusedDevtools)).toEqual([])
  // The policy is there: the same page may not have an inline style.
  await tab.evaluate(() => document.body.setAttribute('style', 'color: red'))
  await untilIn(tab, () => window.refusedDevtools.length > 0)
})

test('the keyboard opens the panel, walks through its tabs, and closes it where it was', async ({
  person,
  world,
}) => {
  const tab = await openSignedIn(person, world)
  await tab.evaluate(() =>
    document.querySelector('hallpass-devtools')?.shadowRoot?.querySelector<HTMLElement>('.toggle')?.focus(),
  )
  await tab.press('Enter')
  expect(await isOpen(tab)).toBe(true)
  const visited = [await focused(tab)]
  for (const key of ['ArrowRight', 'ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
    await tab.press(key)
    visited.push(await focused(tab))
  }
  expect(visited).toEqual(['Session', 'Timeline', 'Requests', 'Browser', 'Session', 'Browser', 'Session'])
  // One stop for all tabs, then the content, and then its first action.
  await tab.press('Tab')
  await tab.press('Tab')
  expect(await focused(tab)).toBe('Renew now')
  await tab.press('Enter')
  await untilShown(tab, '1 renewal')
  // What is drawn again keeps the focus.
  expect(await focused(tab)).toBe('Renew now')
  await tab.press('Escape')
  expect(await isOpen(tab)).toBe(false)
  expect(await focused(tab)).toBe('Hallpass devtools: signed in')
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain about in any tab, ${theme}`, async ({ person, world }) => {
    const tab = await openSignedIn(person, world, { theme })
    await callApi(tab, `${world.api.origin}/me`)
    world.app.spoil('/axe.js', answer(200, axeScript, { 'content-type': 'text/javascript' }))
    await tab.evaluate(async () => {
      const path = '/axe.js'
      await import(path)
    })
    const complaints = (): Promise<string[]> =>
      tab.evaluate(async () => {
        // What fades in would be found too pale on the way.
        const root = document.querySelector('hallpass-devtools')?.shadowRoot
        const animations = root?.querySelector('.panel')?.getAnimations() ?? []
        await Promise.all(animations.map(({ finished }) => finished))
        const { axe } = window as unknown as { axe: { run(on: unknown): Promise<AxeResults> } }
        const { violations } = await axe.run({ include: [['hallpass-devtools']] })
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
        )
      })
    expect(await complaints()).toEqual([])
    await press(tab, 'Hallpass devtools')
    await press(tab, 'Lose the network')
    await press(tab, 'Renew now')
    await untilShown(tab, 'Renewing fails: network')
    await press(tab, 'Reveal: Access token')
    for (const name of tabNames) {
      await press(tab, name)
      expect([name, await complaints()]).toEqual([name, []])
    }
    await press(tab, 'Copy a report')
    await untilShown(tab, 'Read the report before you send it.')
    expect(await complaints()).toEqual([])
  })
}

for (const theme of ['light', 'dark'] as const) {
  test(`on a screen as narrow as a phone's nothing is cut off, ${theme}`, async ({ person, world }) => {
    world.client = { remember: 'browser' }
    world.app.spoil('/narrow', withScript('/mount.js'))
    const mount = `import { mountDevtools } from '/hallpass/devtools/index.js'
      mountDevtools(window.auth, { theme: '${theme}' })`
    world.app.spoil('/mount.js', answer(200, mount, { 'content-type': 'text/javascript' }))
    const tab = await openAppSignedIn(person, world)
    // A frame is as wide as is wished in every engine, and the panel in it asks the frame for its width.
    await tab.evaluate(() => {
      const frame = document.createElement('iframe')
      frame.src = '/narrow'
      frame.width = '360'
      frame.height = '640'
      document.body.replaceChildren(frame)
    })
    await untilIn(tab, () => {
      const [frame] = [...document.querySelectorAll('iframe')]
      return frame?.contentWindow?.auth?.session.get().status === 'signed-in'
    })
    await untilIn(tab, () => {
      const page = document.querySelector('iframe')?.contentDocument
      const root = page?.querySelector('hallpass-devtools')?.shadowRoot
      root?.querySelector<HTMLElement>('.toggle[aria-expanded=false]')?.click()
      return root?.querySelector('[role=tabpanel]')?.textContent?.includes('Ada Lovelace')
    })
    for (const name of tabNames) {
      const cutOff = await tab.evaluate((name) => {
        const frame = document.querySelector('iframe')
        const root = frame?.contentDocument?.querySelector('hallpass-devtools')?.shadowRoot
        const tabs = [...(root?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])]
        tabs.find(({ textContent }) => textContent === name)?.click()
        const panel = root?.querySelector('.panel')?.getBoundingClientRect()
        const content = root?.querySelector('[role=tabpanel]')
        return {
          isWide: (panel?.width ?? 0) > 350 && (panel?.right ?? 999) <= 360 && (panel?.left ?? -1) >= 0,
          scrollsAside: (content?.scrollWidth ?? 999) > (content?.clientWidth ?? 0),
          pageScrollsAside: (frame?.contentDocument?.documentElement.scrollWidth ?? 999) > 360,
          // A finger needs 24 pixels at least (WCAG 2.2, 2.5.8).
          smallTabs: tabs.filter((one) => one.getBoundingClientRect().height < 24).length,
        }
      }, name)
      expect([name, cutOff]).toEqual([
        name,
        { isWide: true, scrollsAside: false, pageScrollsAside: false, smallTabs: 0 },
      ])
    }
  })
}

test('a report has no secret, and with the devtools no secret is anywhere where none was', async ({
  person,
  world,
}) => {
  world.client = { remember: 'browser' }
  const tab = await openSignedIn(person, world)
  const before = await storedSecrets(tab, world)
  await press(tab, 'Hallpass devtools')
  await callApi(tab, `${world.api.origin}/me?email=ada@example.com`)
  await press(tab, 'Renew now')
  await untilShown(tab, '1 renewal')
  await press(tab, 'Copy a report')
  await untilIn(tab, () => window.copied.length === 1)
  const [report = ''] = await tab.evaluate(() => window.copied)
  expect(report).toContain(world.issuer)
  expect(report).toContain('Renewal of the access token, refresh token: 200')
  for (const { kind, value } of world.secrets()) expect([kind, report.includes(value)]).toEqual([kind, false])
  expect(report).not.toMatch(/\bada\b|Lovelace|\/me\b/i)
  expect(await storedSecrets(tab, world)).toEqual(before)
  await expectNothingTold(person, tab, world)
})

test('the panel says which tab holds the lock, and lists the other tab', async ({ person, world }) => {
  world.client = { remember: 'browser' }
  const tab = await openSignedIn(person, world)
  const other = await person.newTab()
  await other.goto(`${world.app.origin}/inbox`)
  await untilIn(other, () => window.auth?.session.get().status === 'signed-in')
  await mountIn(other)
  await press(other, 'Hallpass devtools')
  await press(other, 'Browser')
  await person.show(tab)
  await press(tab, 'Hallpass devtools')
  const held = hold()
  world.idp.spoil('token:refresh', held.fault)
  await press(tab, 'Renew now')
  await held.arrived
  await press(tab, 'Browser')
  await untilShown(tab, 'This tab holds it, and renews.')
  await untilShown(tab, '1. /inbox')
  // A page in the background looks again only when something is pressed.
  await press(other, 'Browser')
  await untilShown(other, 'Another tab holds it, and renews.')
  held.release()
  await untilIn(tab, () =>
    window.events.some((event) => (event as { readonly from?: string }).from === 'renewal'),
  )
  await press(other, 'Browser')
  await untilShown(other, 'Free: no tab is renewing now.')
})
