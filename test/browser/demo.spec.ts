import { pagePolicy } from '../../demo/page-policy.js'
import type { BrowserSession } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { freePort } from './harness/free-port.js'
import { runNpmScript, startNpmScript } from './harness/npm-script.js'
import { untilStatus } from './moves.js'
import { policyOf } from './policy-of.js'
import { expect, test } from './scenario.js'

/** What a newcomer does. */
async function tryTheDemo(person: BrowserSession, url: string): Promise<void> {
  const tab = await person.newTab()
  await tab.goto(url)
  await tab.click('Sign in')
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Signed in as Ada Lovelace')

  await tab.click('Call the API')
  await untilIn(tab, () => document.querySelector('#answer')?.textContent?.includes('"sub": "ada"'))
  expect(await tab.evaluate(() => Number(document.querySelector('#seconds')?.textContent))).toBeGreaterThan(0)

  // The devtools are in the demo, and know who is signed in.
  const openDevtools = (): boolean => {
    const root = document.querySelector('hallpass-devtools')?.shadowRoot
    const button = root?.querySelector<HTMLElement>('.toggle[aria-expanded=false]')
    button?.click()
    return root?.querySelector('[role=tabpanel]')?.textContent?.includes('Ada Lovelace') ?? false
  }
  await untilIn(tab, openDevtools)
  await tab.press('Escape')

  await tab.goto(url)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await policyOf(tab)).toEqual({ policy: pagePolicy(undefined), refused: [], takesStrings: false })
  const second = await person.newTab()
  await second.goto(url)
  await untilStatus(second, 'Signed in as Ada Lovelace')

  await tab.click('Sign out')
  await untilStatus(second, 'You signed out in another tab')
  await untilStatus(tab, 'Nobody is signed in')
  await tab.click('Sign in')
  await tab.click('Continue as Grace Hopper')
  for (const each of [tab, second]) await untilStatus(each, 'Signed in as Grace Hopper')
}

test('npm run demo: signs in, calls the API, is remembered, follows a sign-out', async ({ person }) => {
  const demo = await startNpmScript('demo', { PORT: String(await freePort()) })
  try {
    await tryTheDemo(person, demo.url)
  } finally {
    await demo.stop()
  }
})

/** The server part, the page by itself, and a change from one to the other. */
async function tryTheProviders(person: BrowserSession, url: string): Promise<void> {
  const tab = await person.newTab()
  await tab.goto(new URL('/providers.html', url).href)
  for (const provider of ['github', 'spotify', 'google', 'slack', 'gitlab']) {
    await untilStatus(tab, 'Choose with whom to sign in')
    await tab.evaluate((provider) => {
      document
        .querySelector(`hallpass-button[provider=${provider}]`)
        ?.shadowRoot?.querySelector('button')
        ?.click()
    }, provider)
    await tab.click('Continue as Ada')
    await untilStatus(tab, `Signed in as Ada Lovelace with ${provider}`)
    expect(await tab.evaluate(() => location.pathname)).toBe('/providers.html')
    await tab.evaluate(() => {
      const menu = document.querySelector('hallpass-user')?.shadowRoot
      for (const button of menu?.querySelectorAll('button') ?? []) button.click()
    })
  }
  await untilStatus(tab, 'Choose with whom to sign in')
  expect(await policyOf(tab)).toEqual({ policy: pagePolicy(undefined), refused: [], takesStrings: false })
}

test('npm run demo:build and demo:preview: the same', { tag: '@once' }, async ({ engine, person }) => {
  // There the click of a script is nobody's click, and the third login within half a minute is a loop.
  test.skip(
    engine === 'webkit',
    'signs in by clicks of a script, which its driver does not pass off as a person’s',
  )
  await runNpmScript('demo:build')
  const demo = await startNpmScript('demo:preview', { PORT: String(await freePort()) })
  try {
    await tryTheDemo(person, demo.url)
    await tryTheProviders(person, demo.url)
  } finally {
    await demo.stop()
  }
})
