import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import type { World } from './harness/world.js'
import { openAppSignedIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

const minutes = 60_000

/** Shows the app in a frame of this page, and waits until the client there has started. */
async function addFrame(tab: Tab, path: string): Promise<void> {
  await tab.evaluate((path) => {
    const frame = document.createElement('iframe')
    frame.id = path.slice(1)
    frame.src = path
    document.body.append(frame)
  }, path)
  await untilFrame(tab, path)
}

async function untilFrame(tab: Tab, path: string): Promise<void> {
  await untilIn(
    tab,
    (path) => {
      const there = document.querySelector<HTMLIFrameElement>(`#${path.slice(1)}`)?.contentWindow
      return there?.location.pathname === path && there.started !== undefined
    },
    path,
  )
  await tab.evaluate(async (path) => {
    await document.querySelector<HTMLIFrameElement>(`#${path.slice(1)}`)?.contentWindow?.started
  }, path)
}

/**
 * Lets the clocks of the page and of its frames go on, and calls the API in all of them at once: the
 * statuses.
 */
async function callEverywhere(tab: Tab, world: World): Promise<readonly CallResult[]> {
  return tab.evaluate(
    async ({ url, ms }) => {
      const pages = [
        window,
        ...Array.from(document.querySelectorAll('iframe'), ({ contentWindow }) => contentWindow),
      ]
      for (const page of pages) page?.sleepFor(ms)
      const call = (page: Window | null): Promise<CallResult> | undefined =>
        page?.auth.fetch(url).then(
          ({ status }) => status,
          (error) => error.code ?? String(error),
        )
      return (await Promise.all(pages.map(call))).filter((result) => result !== undefined)
    },
    { url: `${world.api.origin}/me`, ms: 6 * minutes },
  )
}

function removeFrame(tab: Tab, path: string): Promise<void> {
  return tab.evaluate((path) => document.querySelector(`#${path.slice(1)}`)?.remove(), path)
}

/** The refresh tokens that were used, in order. */
function used(world: World): readonly (string | null)[] {
  return world.idp.exchanges
    .filter(({ kind }) => kind === 'token:refresh')
    .map(({ form }) => form.get('refresh_token'))
}

/** A window that this page opens begins with a copy of its storage, and gives the refresh token up. */
async function expectChildIsCopy(person: BrowserSession, tab: Tab): Promise<void> {
  const child = await person.opened(() => tab.click('Open a child'))
  await untilIn(child, () => location.pathname === '/child' && window.started !== undefined)
  await child.evaluate(() => window.started)
  await untilStatus(child, 'Signed in as Ada Lovelace')
  await untilIn(child, () =>
    Object.entries({ ...sessionStorage }).some(
      ([name, text]) => / app$/.test(name) && !JSON.parse(text).renewable,
    ),
  )
  await child.close()
}

test.beforeEach(({ world }) => {
  world.client = { remember: 'tab' }
})

test('frames of the app share the session of their page, and all of them renew it', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  await addFrame(tab, '/one')
  await addFrame(tab, '/two')
  for (let round = 0; round < 3; round++) expect(await callEverywhere(tab, world)).toEqual([200, 200, 200])
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(used(world).length).toBe(3)
  expect(new Set(used(world)).size, 'no refresh token is used twice').toBe(3)
  await expectChildIsCopy(person, tab)
  expect(await callEverywhere(tab, world)).toEqual([200, 200, 200])
})

test('a frame that goes away, or shows another page, leaves the session and its owner as they were', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  await addFrame(tab, '/one')
  await addFrame(tab, '/two')
  await removeFrame(tab, '/one')
  await tab.evaluate(() =>
    document.querySelector<HTMLIFrameElement>('#two')?.contentWindow?.location.assign('/next'),
  )
  await untilIn(tab, () => {
    const there = document.querySelector<HTMLIFrameElement>('#two')?.contentWindow
    return there?.location.pathname === '/next' && there.started !== undefined
  })
  expect(await callEverywhere(tab, world)).toEqual([200, 200])
  await removeFrame(tab, '/two')
  await expectChildIsCopy(person, tab)
  expect(await callEverywhere(tab, world)).toEqual([200])
  expect(used(world).length).toBe(2)
})

test('a frame that is there before its page starts does not keep the session for itself', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  world.start = false
  await tab.goto(`${world.app.origin}/late`)
  world.start = undefined
  await addFrame(tab, '/early')
  await addFrame(tab, '/second')
  await tab.evaluate(() => {
    window.started = window.auth.start()
  })
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await callEverywhere(tab, world)).toEqual([200, 200, 200])
  // The one that was first goes, and the page is as much the owner as it was.
  await removeFrame(tab, '/early')
  await expectChildIsCopy(person, tab)
  await removeFrame(tab, '/second')
  await expectChildIsCopy(person, tab)
  expect(await callEverywhere(tab, world)).toEqual([200])
  expect(used(world).length).toBe(2)
})

test('a page with frames keeps its session when it is loaded again, also while a copy is open', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  await addFrame(tab, '/one')
  await addFrame(tab, '/two')
  const child = await person.opened(() => tab.click('Open a child'))
  await untilIn(child, () => location.pathname === '/child' && window.started !== undefined)
  await child.evaluate(() => window.started)
  for (let times = 0; times < 2; times++) {
    await tab.goto(`${world.app.origin}/again${times}`)
    await untilStatus(tab, 'Signed in as Ada Lovelace')
    await addFrame(tab, '/one')
    expect(await callEverywhere(tab, world)).toEqual([200, 200])
  }
  // The copy shows the app in a frame, too, which renews as little as its page.
  await addFrame(child, '/three')
  const before = used(world).length
  await callEverywhere(child, world)
  expect(used(world).length, 'a copy uses no refresh token').toBe(before)
  expect(await callEverywhere(tab, world)).toEqual([200, 200])
  expect(used(world).length).toBe(before + 1)
  expect(new Set(used(world)).size, 'no refresh token is used twice').toBe(before + 1)
})
