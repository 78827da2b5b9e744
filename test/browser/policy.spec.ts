import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withHeader } from './harness/faults.js'
import { callApi, openApp, openAppSignedIn, signIn, sleep, untilStatus } from './moves.js'
import { policyOf } from './policy-of.js'
import { expect, test } from './scenario.js'

declare global {
  interface Window {
    /** What the policy has refused. */
    refused: string[] | undefined
  }
}

/** The policy of SECURITY.md, for these origins. */
function documentedPolicy(login: string, api: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../SECURITY.md'), 'utf8')
  const policy = /^Content-Security-Policy:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? ''
  return policy
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace('https://login.example', login)
    .replace('https://api.example', api)
}

test('under the policy of SECURITY.md people sign in, are renewed, call the API and sign out', async ({
  person,
  world,
}) => {
  const { app, idp, api } = world
  world.client = { remember: 'browser' }
  const policy = documentedPolicy(idp.origin, api.origin)
  expect(policy).toContain("require-trusted-types-for 'script'")
  // The page of the harness has scripts of its own in its HTML. Nothing else is let in, and no policy for
  // Trusted Types.
  const inline = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
  const strict = `${inline}; trusted-types 'none'`
  for (const path of ['/', '/inbox']) app.spoil(path, withHeader('content-security-policy', strict))

  const tab = await openApp(person, world, '/inbox')
  await signIn(tab)
  await tab.evaluate(() => {
    window.refused = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      window.refused?.push(violatedDirective),
    )
  })
  expect(await callApi(tab, `${api.origin}/me`)).toEqual([200])
  await sleep(tab, 6 * 60_000)
  expect(await callApi(tab, `${api.origin}/me`)).toEqual([200])
  expect(idp.count('token:refresh')).toBe(1)
  expect(await tab.evaluate(() => window.refused)).toEqual([])

  // The policy is there: another server is refused.
  await tab.evaluate(() => fetch('https://elsewhere.example/').catch(() => {}))
  expect(await tab.evaluate(() => window.refused)).toEqual(['connect-src'])
  await tab.click('Sign out')
  await untilStatus(tab, /^Signed out/)
})

test('the pages of all these tests are under a policy as strict, and are refused nothing', async ({
  person,
  world,
}) => {
  world.client = { dpop: {}, remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  const { policy, refused, takesStrings } = await policyOf(tab)
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'")
  expect(refused).toEqual([])
  expect(takesStrings).toBe(false)
})
