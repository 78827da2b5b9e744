import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { createDevAuthorizationServer } from '../../src/vite/index.js'
import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { hold } from './harness/faults.js'
import { createFront, type Front } from './harness/front.js'
import { expect, test } from './scenario.js'

declare global {
  interface Window {
    axe: { run(): Promise<AxeResults> }
  }
}

let front: Front

test.beforeAll(async () => {
  front = await createFront('dev.localhost')
})

test.beforeEach(async () => {
  front.mend()
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const server = createDevAuthorizationServer({
    origin: front.origin,
    clients: [{ clientId: 'spa', name: 'Weather' }],
  })
  front.reset((request, response) => {
    if (request.url === '/axe.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(axe)
    else server.handle(request, response)
  })
})

test.afterAll(() => front.close())

async function act(action: string, parameters: object): Promise<{ tokens: { refresh_token: string } }> {
  // Names below localhost are this machine to a browser, and nobody to Node.
  const { port, host } = new URL(front.origin)
  const response = await fetch(`http://127.0.0.1:${port}/oidc/test/${action}`, {
    method: 'POST',
    headers: { host, 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as { tokens: { refresh_token: string } }
}

async function renew(refreshToken: string): Promise<void> {
  await fetch(`http://127.0.0.1:${new URL(front.origin).port}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'spa', refresh_token: refreshToken }),
  })
}

async function openDashboard(person: BrowserSession): Promise<Tab> {
  const tab = await person.newTab()
  await tab.goto(`${front.origin}/oidc/dashboard`)
  return tab
}

const says = (tab: Tab, text: string): Promise<true> =>
  untilIn(tab, (text) => document.body.textContent?.includes(text), text)

/** Presses Tab until the element of this id has the focus. */
async function tabTo(tab: Tab, id: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await tab.evaluate((id) => document.activeElement?.id === id, id)) return
    await tab.press('Tab')
  }
  throw new Error(`#${id} cannot be reached with the keyboard`)
}

test('a sign-in shows up while one looks, and its grant is revoked with a click', async ({ person }) => {
  const tab = await openDashboard(person)
  await says(tab, 'Nobody is signed in.')
  const { tokens } = await act('grants', { login: 'grace' })
  await untilIn(tab, () => document.querySelector('.grant h3')?.textContent === 'Grace Hopper')
  await tab.click('Revoke')
  await untilIn(tab, () => document.querySelector('.grant') === null)
  await renew(tokens.refresh_token)
  await says(tab, 'The refresh token is not known: it was revoked')
})

test('the network is switched off and on again with the keyboard alone, and the focus stays', async ({
  person,
}) => {
  const tab = await openDashboard(person)
  const isOn = (on: string) =>
    untilIn(tab, (on) => document.getElementById('down-on')?.getAttribute('aria-checked') === on, on)
  await tabTo(tab, 'down-on')
  await tab.press('Enter')
  await isOn('true')
  await says(tab, 'Done: No network')
  await says(tab, 'no network')
  await act('grants', { login: 'ada' })
  await untilIn(tab, () => document.querySelector('.grant') !== null)
  expect(await tab.evaluate(() => document.activeElement?.id)).toBe('down-on')
  await tab.press('Enter')
  await isOn('false')
})

test('what one types stays while the page is brought up to date', async ({ person }) => {
  const first = hold()
  front.spoil('/oidc/dashboard/body', first.fault, 1)
  const tab = await openDashboard(person)
  await tab.evaluate(() => {
    const field = document.getElementById('settings-withheldScopes')
    field?.addEventListener('blur', () => Object.assign(window, { lostFocus: true }))
  })
  await tab.evaluate(() => {
    const field = document.getElementById('settings-withheldScopes') as HTMLInputElement
    field.focus()
  })
  first.release()
  await tab.press('a')
  await act('settings', { withheldScopes: ['email'] })
  await untilIn(
    tab,
    () => document.getElementById('settings-withheldScopes')?.getAttribute('value') === 'email',
  )
  expect(
    await tab.evaluate(() => (document.getElementById('settings-withheldScopes') as HTMLInputElement).value),
  ).toBe('a')
  expect(await tab.evaluate(() => 'lostFocus' in window)).toBe(false)
  await tab.press('Enter')
  await untilIn(tab, () => document.getElementById('settings-withheldScopes')?.getAttribute('value') === 'a')
})

test('its policy lets in its own style and script, and refuses an inline one', async ({ person }) => {
  const tab = await openDashboard(person)
  await act('grants', { login: 'ada' })
  await says(tab, 'at spa')
  expect(await tab.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe('none')
  const violated = await tab.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
          resolve(effectiveDirective),
        )
        const script = document.createElement('script')
        script.textContent = 'window.ran = true'
        document.head.append(script)
      }),
  )
  expect(violated).toBe('script-src-elem')
})

test('a server that is gone is said, and one that is back', async ({ person }) => {
  const tab = await openDashboard(person)
  await says(tab, 'Answers as usual')
  front.cut()
  await says(tab, 'The development server does not answer.')
  front.mend()
  await says(tab, 'The server is back.')
})

test('axe finds nothing to complain about, with grants, trouble and a log, light and dark', async ({
  person,
}) => {
  const { tokens } = await act('grants', { login: 'ada' })
  await act('grants', { login: 'grace', acr: 'mfa' })
  await renew(tokens.refresh_token)
  await renew(tokens.refresh_token)
  await act('settings', { requireDPoP: true })
  await act('slow', { milliseconds: 1 })
  const tab = await openDashboard(person)
  await tab.evaluate(
    () =>
      new Promise((resolve) => {
        const script = document.createElement('script')
        script.src = '/axe.js'
        script.onload = resolve
        document.head.append(script)
      }),
  )
  for (const scheme of ['light', 'dark']) {
    const complaints = await tab.evaluate(async (scheme) => {
      document.documentElement.style.colorScheme = scheme
      // A colour on its way to another one has no contrast of its own.
      for (const animation of document.getAnimations()) animation.finish()
      const { violations } = await window.axe.run()
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
      )
    }, scheme)
    expect(complaints).toEqual([])
  }
})

test('the sign-in page leads to the dashboard', async ({ person }) => {
  const query = new URLSearchParams({
    client_id: 'spa',
    response_type: 'code',
    redirect_uri: `${front.origin}/`,
    scope: 'openid',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const tab = await person.newTab()
  await tab.goto(`${front.origin}/oidc/authorize?${query}`)
  const dashboard = await person.opened(() => tab.click('Dashboard'))
  await untilIn(dashboard, () => document.querySelector('h1')?.textContent === 'Development sign-in')
})
