import type { Clients } from '../../src/client/create-clients.js'
import {
  discordProvider,
  dropboxProvider,
  githubProvider,
  gitlabProvider,
  googleProvider,
  microsoftProvider,
  spotifyProvider,
} from '../../src/providers/index.js'
import type { Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { mountProviders } from './harness/providers-app.js'
import { expect, test } from './scenario.js'

const direct = [spotifyProvider, gitlabProvider(), discordProvider, microsoftProvider(), dropboxProvider]
const mediated = [googleProvider, githubProvider]

/** The page of the harness, which is not the one of the others. */
interface ProvidersPage {
  readonly auth: Clients<string>
}

function shown(tab: Tab): Promise<string> {
  return tab.evaluate(() => document.getElementById('status')?.textContent ?? '')
}

function accessToken(tab: Tab, rejected?: string): Promise<string> {
  return tab.evaluate(
    (rejected) => (window as unknown as ProvidersPage).auth.accessToken(rejected ? { rejected } : {}),
    rejected,
  )
}

async function signIn(tab: Tab, provider: string): Promise<void> {
  await tab.click(`Sign in with ${provider}`)
  await tab.click('Continue as Ada')
  await untilIn(
    tab,
    () => 'started' in document.documentElement.dataset && !document.body.textContent?.includes('loading'),
  )
}

for (const { id, refresh } of direct) {
  test(`${id}: a page signs in by itself, as the browser's CORS allows, renews and signs out`, async ({
    person,
    world,
  }) => {
    const simulators = await mountProviders(world, { direct, mediated })
    const tab = await person.newTab()
    await tab.goto(`${world.app.origin}/where?i=was`)
    await signIn(tab, id)
    expect(await shown(tab)).toBe(`Ada Lovelace by ${id}`)
    expect(await tab.evaluate(() => location.pathname + location.search)).toBe('/where?i=was')
    const token = await accessToken(tab)
    expect(simulators.get(id)?.isLive(token)).toBe(true)
    if (refresh.tokens === 'rotating') expect(await accessToken(tab, token)).not.toBe(token)
    await tab.evaluate(() => (window as unknown as ProvidersPage).auth.logout({ everywhere: false }))
    await untilIn(
      tab,
      () => document.getElementById('status')?.textContent?.startsWith('signed-out') === true,
    )
  })
}

test('one session: by a server part, and then by the page alone, and the first one is over', async ({
  person,
  world,
}) => {
  const simulators = await mountProviders(world, { direct, mediated })
  const tab = await person.newTab()
  await tab.goto(world.app.origin)
  await signIn(tab, 'github')
  expect(await shown(tab)).toBe('Ada Lovelace by github')
  const first = await accessToken(tab)
  expect(simulators.get('github')?.isLive(first)).toBe(true)
  await signIn(tab, 'gitlab')
  expect(await shown(tab)).toBe('Ada Lovelace by gitlab')
  await signIn(tab, 'google')
  expect(await shown(tab)).toBe('Ada Lovelace by google')
  await tab.goto(`${world.app.origin}/elsewhere`)
  await untilIn(tab, () => 'started' in document.documentElement.dataset)
  expect(await shown(tab)).toBe('Ada Lovelace by google')
  expect(simulators.get('github')?.isLive(first)).toBe(false)
  expect(await tab.evaluate(() => document.cookie)).toBe('')
})
