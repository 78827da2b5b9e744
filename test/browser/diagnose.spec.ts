import type { Finding } from '../../src/diagnose/index.js'
import type { Tab } from './drive/tab.js'
import { withHeader, withoutCors } from './harness/faults.js'
import { openApp, openAppSignedIn, signIn, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** What `diagnose` finds in this page. */
function diagnose(tab: Tab): Promise<readonly Finding[]> {
  return tab.evaluate(async () => {
    const path = '/hallpass/diagnose/index.js'
    const { diagnose } = (await import(path)) as typeof import('../../src/diagnose/index.js')
    return (await diagnose(window.auth)).findings
  })
}

/** The findings that a developer has to do something about. */
function bad(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ verdict }) => verdict === 'problem' || verdict === 'warning')
    .map(({ check, verdict }) => `${check}: ${verdict}`)
}

function seen(findings: readonly Finding[], check: string): string {
  const found = findings.find((one) => one.check === check)
  return `${found?.verdict}: ${found?.seen}`
}

test('a page that signs in has no problem, and looking changes nothing', async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  const before = await tab.evaluate(() => [
    location.href,
    history.length,
    JSON.stringify({ ...sessionStorage }),
  ])
  const findings = await diagnose(tab)
  expect(bad(findings)).toEqual([])
  expect(seen(findings, 'redirect-uri')).toMatch(/^good: registered/)
  expect(seen(findings, 'public-client')).toMatch(/^good/)
  expect(seen(findings, 'third-party-cookies')).toMatch(/^good/)
  expect(seen(findings, 'storage')).toMatch(/^good/)
  expect(seen(findings, 'api-cors')).toMatch(/^good/)
  expect(
    await tab.evaluate(() => [location.href, history.length, JSON.stringify({ ...sessionStorage })]),
  ).toEqual(before)
  expect(await tab.evaluate(() => document.querySelectorAll('iframe').length)).toBe(0)
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  // Nothing that was seen on the way is in what is told.
  const told = JSON.stringify(findings)
  for (const secret of world.secrets()) expect(told).not.toContain(secret.value)
})

test('where the server gets no cookies in a frame, that is said', async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  const findings = await diagnose(tab)
  expect(bad(findings)).toEqual([])
  expect(seen(findings, 'third-party-cookies')).toMatch(/^note: .*third-party cookies/)
})

test('a token endpoint, an API and metadata that this page may not read are found', async ({
  person,
  world,
}) => {
  const tab = await openApp(person, world)
  await untilStatus(tab, /^Signed out/)
  world.idp.spoil('token:code', withoutCors)
  world.api.spoil('/', withoutCors)
  const findings = await diagnose(tab)
  expect(bad(findings)).toContain('token-cors: problem')
  expect(bad(findings)).toContain('api-cors: problem')
  expect(seen(findings, 'token-cors')).toContain('does not let this page read the answer')
})

test('a policy that leaves out the server is found, though nothing but a network error is to be seen', async ({
  person,
  world,
}) => {
  world.app.spoil('/', withHeader('content-security-policy', "connect-src 'self'"))
  const tab = await openApp(person, world)
  await untilStatus(tab, /^Signed out/)
  const findings = await diagnose(tab)
  // No request arrives under such a policy, so the metadata was not found either.
  expect(bad(findings)).toContain('discovery: problem')
  expect(seen(findings, 'csp-connect')).toMatch(/^problem: .*\/\.well-known\/openid-configuration/)
})

test('a redirect URI that the server does not know is not called registered', async ({ person, world }) => {
  world.client = { redirectUri: `${world.app.origin}/`, clientId: 'nobody', timeoutMs: 2000 }
  const tab = await openApp(person, world)
  await untilStatus(tab, /^Signed out/)
  const findings = await diagnose(tab)
  expect(seen(findings, 'redirect-uri')).toMatch(/^unknown: The hidden frame did not come back/)
  expect(seen(findings, 'public-client')).toMatch(/^problem: .*invalid_client/)
})
