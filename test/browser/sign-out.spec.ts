import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { answer, editJson } from './harness/faults.js'
import type { Front } from './harness/front.js'
import { mount } from './harness/idp-requests.js'
import type { World } from './harness/world.js'
import { signIn, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** Two tabs of this app, signed in, with a session that the server calls `session-1`. */
async function openTwoTabs(person: BrowserSession, world: World, app: Front): Promise<readonly Tab[]> {
  world.client = { remember: 'browser' }
  world.idp.spoil(
    'token:code',
    editJson(({ id_token, ...tokens }) => ({ ...tokens, id_token: withSid(String(id_token)) })),
  )
  const [first, second] = [await person.newTab(), await person.newTab()]
  await first.goto(`${app.origin}/`)
  await signIn(first)
  await second.goto(`${app.origin}/`)
  await untilStatus(second, 'Signed in as Ada Lovelace')
  return [first, second]
}

function withSid(idToken: string): string {
  const [header, claims = '', signature] = idToken.split('.')
  const said = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sid: 'session-1' }
  return [header, Buffer.from(JSON.stringify(said)).toString('base64url'), signature].join('.')
}

/**
 * Shows the page of the server that tells its apps of a sign-out, each in a frame (OpenID Connect
 * Front-Channel Logout 1.0, section 3), and resolves to what the app's page says that it did.
 */
async function signOutAtServer(
  person: BrowserSession,
  world: World,
  app: Front,
  sid: string,
): Promise<string> {
  const told = new URLSearchParams({ iss: world.issuer, sid })
  const page =
    '<!doctype html><script>onmessage = ({ data }) => { document.title = data }</script>' +
    `<iframe src="${app.origin}/front-channel-logout?${told}"></iframe>`
  world.idp.spoil('front-channel', answer(200, page))
  const tab = await person.newTab()
  await tab.goto(`${world.idp.origin}${mount}/front-channel`)
  await untilIn(tab, () => document.title !== '')
  return tab.evaluate(() => document.title)
}

// WebKit keeps the storage of a frame apart wherever the page around it is of another origin.
test('front-channel logout, on one site: a sign-out at the server ends the session in all tabs', async ({
  engine,
  person,
  world,
}) => {
  const { ownApp, idp } = world
  const tabs = await openTwoTabs(person, world, ownApp)
  expect(await signOutAtServer(person, world, ownApp, 'session-2')).toBe('nothing to do')
  for (const tab of tabs) expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  const isApart = engine === 'webkit'
  expect(await signOutAtServer(person, world, ownApp, 'session-1')).toBe(
    isApart ? 'nothing to do' : 'signed out',
  )
  for (const tab of tabs)
    await untilStatus(tab, isApart ? 'Signed in as Ada Lovelace' : 'Signed out (other-tab)')
  expect(idp.count('revoke')).toBe(isApart ? 0 : 1)
})

test('front-channel logout, from another site: the frame has no storage of the app, and ends nothing', async ({
  person,
  world,
}) => {
  const tabs = await openTwoTabs(person, world, world.app)
  // Where third-party cookies are blocked, Chromium gives the frame no storage at all.
  expect(await signOutAtServer(person, world, world.app, 'session-1')).toMatch(/^(nothing to do|storage)$/)
  for (const tab of tabs) expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
})

/** Signs in, and out again by a form; resolves to how the server was asked. */
async function signOutByForm(person: BrowserSession, world: World, app: Front) {
  const { idp } = world
  // oidc-provider takes a form only where its cookies are `SameSite=None`, which they are over https: alone.
  idp.spoil(
    'logout',
    (way) => answer(303, '', { location: `${way.exchange.url.href}?${way.exchange.form}` })(way),
    1,
  )
  const tab = await person.newTab()
  await tab.goto(`${app.origin}/`)
  await signIn(tab)
  await tab.evaluate(() => void window.hallpass.logoutByPost(window.auth))
  await untilStatus(tab, 'Signed out (never)')
  const [asked] = idp.exchanges.filter(({ kind }) => kind === 'logout')
  const idTokens = world.secrets().filter(({ kind }) => kind === 'ID Token')
  expect(asked?.method).toBe('POST')
  expect(asked?.url.search).toBe('')
  expect(asked?.form.get('id_token_hint')).toBe(idTokens[0]?.value)
  expect(asked?.form.get('post_logout_redirect_uri')).toBe(`${app.origin}/`)
  expect(await tab.evaluate(() => location.href)).toBe(`${app.origin}/`)
  return { tab, cookies: asked?.headers.cookie ?? '' }
}

test('a sign-out by POST, on one site, ends the session at the server, and the person comes back', async ({
  person,
  world,
}) => {
  const { tab, cookies } = await signOutByForm(person, world, world.ownApp)
  expect(cookies).toContain('hallpass_session')
  await tab.click('Sign in')
  await untilIn(tab, () => document.body.textContent?.includes('Continue as'))
})

test('a sign-out by POST, from another site, comes without the cookies of the server', async ({
  person,
  world,
}) => {
  const { cookies } = await signOutByForm(person, world, world.app)
  expect(cookies).not.toContain('hallpass_session')
})
