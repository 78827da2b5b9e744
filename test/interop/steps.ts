import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from '@playwright/test'
import type { App, PageSettings } from './app.js'
import type { Facts } from './facts.js'
import { type AppWindow, callApi, probeRefreshToken } from './in-page.js'
import { createPerson, type Exchange, type Person, until, walk, whereabouts } from './person.js'
import type { ServerUnderTest } from './servers.js'

export type Metadata = Readonly<Record<string, unknown>>

/** Everything a step needs: a server that runs, an app, an API, and a browser. */
export interface Stage {
  readonly browser: Browser
  readonly app: App
  readonly server: ServerUnderTest
  readonly facts: Facts
  readonly metadata: Metadata
  readonly apiOrigin: string
}

/** Thrown by a step that this server has no way to pass. */
export class Impossible extends Error {}

/** Does its part and returns what is worth a note; throws what it saw if that is not what has to be. */
export type Step = (stage: Stage) => Promise<string | undefined>

/** With tokens that last for the whole of a step. */
export const steps: Readonly<Record<LastingStepName, Step>> = {
  'sign-in by redirect': signInByRedirect,
  user,
  'API call': apiCall,
  'reload without a request': reload,
  'silent sign-in': silentSignIn,
  'sign-in by popup': signInByPopup,
  DPoP: boundTokens,
  PAR: pushedRequest,
  'denied consent': deniedConsent,
  'wrong client id': wrongClientId,
  'sign-out comes back': signOutComesBack,
  'sign-out revokes': signOutRevokes,
}

/** With tokens that last for some seconds. */
export const stepsWithShortTokens: Readonly<Record<ShortStepName, Step>> = {
  renewal,
  'two tabs × 10 calls at expiry': twoTabs,
  'dead refresh token': deadRefreshToken,
}

type LastingStepName =
  | 'sign-in by redirect'
  | 'user'
  | 'API call'
  | 'reload without a request'
  | 'silent sign-in'
  | 'sign-in by popup'
  | 'DPoP'
  | 'PAR'
  | 'denied consent'
  | 'wrong client id'
  | 'sign-out comes back'
  | 'sign-out revokes'

type ShortStepName = 'renewal' | 'two tabs × 10 calls at expiry' | 'dead refresh token'

export type StepName = LastingStepName | ShortStepName

interface Wanted {
  readonly clientId?: string
  readonly dpop?: boolean
  readonly hidden?: boolean
  readonly client?: Readonly<Record<string, unknown>>
  readonly login?: Readonly<Record<string, unknown>>
}

function openFor(stage: Stage, wanted: Wanted = {}): Promise<Person> {
  const { app, apiOrigin, browser, facts, metadata, server } = stage
  const dpop = wanted.dpop ?? !facts.clientId
  const api = facts.ownApi ?? (facts.resource ? { url: apiOrigin, resource: facts.resource } : apiOrigin)
  const settings: PageSettings = {
    client: {
      issuer: facts.issuer,
      clientId: wanted.clientId ?? (dpop ? facts.boundClientId : facts.clientId),
      scope: server.scope,
      apis: [api],
      ...wanted.client,
    },
    login: { ...server.login, ...wanted.login },
    dpop,
    hidden: wanted.hidden ?? false,
    ...(facts.bluesky && { bluesky: { ...facts.bluesky, issuer: facts.issuer } }),
  }
  app.settings = settings
  return createPerson(browser, String(metadata.token_endpoint))
}

/** Opens a profile for the time of a step. */
async function withPerson<T>(stage: Stage, wanted: Wanted, run: (person: Person) => Promise<T>): Promise<T> {
  const person = await openFor(stage, wanted)
  try {
    return await run(person)
  } finally {
    await person.close()
  }
}

async function openSignedIn(stage: Stage, person: Person): Promise<Page> {
  const page = await person.newPage(stage.app.origin)
  await untilStatus(page, /^Signed out/)
  await page.click('#sign-in')
  await comeBackSignedIn(stage, page)
  return page
}

async function comeBackSignedIn({ app, server }: Stage, page: Page): Promise<void> {
  await walk(page, app.origin, server.signIn, async () => {
    if (!page.url().startsWith(app.origin)) return false
    const { status, told } = await lookAt(page)
    if (/\(failed\)/.test(status) || told) throw new Error(await problemOf(page))
    return status === 'Signed in'
  })
}

/** What the app shows at this moment; nothing where another page is there, or none yet. */
function lookAt(page: Page): Promise<{ readonly status: string; readonly told: string }> {
  const nothing = { status: '', told: '' }
  return page
    .evaluate(() => ({
      status: document.querySelector('[role=status]')?.textContent ?? '',
      told: document.querySelector('output')?.textContent ?? '',
    }))
    .catch(() => nothing)
}

async function statusOf(page: Page): Promise<string> {
  return (await lookAt(page)).status
}

async function untilStatus(page: Page, wanted: RegExp): Promise<void> {
  await until(`the status ${wanted}`, async () => wanted.test(await statusOf(page))).catch(
    async (error: Error) => {
      throw new Error(`${error.message}; ${await problemOf(page)}`)
    },
  )
}

/** What the page says went wrong. */
async function problemOf(page: Page): Promise<string> {
  const told = await page
    .evaluate(() => {
      const { auth, errors, rejections } = window as unknown as AppWindow
      const session = auth.session.get()
      const error = 'error' in session ? session.error : undefined
      return [...errors, error, ...rejections].filter(Boolean).map((each) => `${each}`)
    })
    .catch(() => [])
  return [...new Set([await whereabouts(page), ...told])].join(' | ')
}

function tokenRequests(person: Person, stage: Stage, grant: string): readonly Exchange[] {
  const endpoint = String(stage.metadata.token_endpoint)
  return person.traffic.filter(({ url, form }) => url.href === endpoint && form.get('grant_type') === grant)
}

const refreshes = (person: Person, stage: Stage): readonly Exchange[] =>
  tokenRequests(person, stage, 'refresh_token')

/** The same request with the nonce that the server asked for is not another renewal. */
function granted(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(({ status }) => status === 200)
}

async function newestToken(person: Person, stage: Stage, name: string): Promise<string | undefined> {
  const answered = (): number =>
    granted([...tokenRequests(person, stage, 'authorization_code'), ...refreshes(person, stage)]).length
  await until('the body of each answer', () => person.tokens.length >= answered())
  return person.tokens.findLast((answer) => answer[name] !== undefined)?.[name]
}

function apiUrl({ apiOrigin, facts }: Stage): string {
  return facts.ownApi ?? `${apiOrigin}/me`
}

async function expectCalls(page: Page, stage: Stage, times = 1): Promise<void> {
  const results = await page.evaluate(callApi, { url: apiUrl(stage), times })
  expectAll(results, 200, 'calls of the API')
}

function expectAll(results: readonly unknown[], wanted: unknown, what: string): void {
  const others = results.filter((result) => result !== wanted)
  if (others.length > 0)
    throw new Error(`${what}: ${others.length} of ${results.length} were ${[...new Set(others)]}`)
}

function expectEqual(seen: unknown, wanted: unknown, what: string): void {
  if (seen !== wanted) throw new Error(`${what}: ${String(seen)}, and not ${String(wanted)}`)
}

// ---- with tokens that last

function signInByRedirect(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, {}, async (person) => {
    const page = await person.newPage(`${stage.app.origin}/?invite=42#part`)
    await untilStatus(page, /^Signed out \(never\)/)
    await page.click('#sign-in')
    await comeBackSignedIn(stage, page)
    expectEqual(page.url(), `${stage.app.origin}/?invite=42#part`, 'the page that the person is back on')
    expectAll(
      await page.evaluate(() => (window as unknown as AppWindow).rejections),
      undefined,
      'unhandled rejections',
    )
    const withIss = person.traffic.some(
      ({ url }) => url.origin === stage.app.origin && url.searchParams.has('iss'),
    )
    return withIss ? '`iss` in the answer' : 'no `iss` in the answer'
  })
}

function user(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, {}, async (person) => {
    const page = await openSignedIn(stage, person)
    const seen: Readonly<Record<string, unknown>> = await page.evaluate(() => {
      const session = (window as unknown as AppWindow).auth.session.get()
      return session.status === 'signed-in' ? session.user : {}
    })
    if (!seen.sub) throw new Error('the session has no `sub`')
    const { metadata, server } = stage
    const missing = Object.keys(server.claims).filter((name) => seen[name] === undefined)
    const hasUserInfo = typeof metadata.userinfo_endpoint === 'string'
    const asked: Readonly<Record<string, unknown>> = hasUserInfo
      ? await page.evaluate(() => (window as unknown as AppWindow).userInfo())
      : {}
    const all: Readonly<Record<string, unknown>> = { ...asked, ...seen }
    for (const [name, value] of Object.entries(server.claims))
      expectEqual(all[name], value, `the claim ${name}`)
    if (!hasUserInfo) return 'no UserInfo endpoint'
    return missing.length > 0
      ? `${missing.map((name) => `\`${name}\``).join(', ')} from UserInfo only`
      : undefined
  })
}

function apiCall(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, {}, async (person) => {
    const page = await openSignedIn(stage, person)
    await expectCalls(page, stage)
    const { facts } = stage
    if (facts.ownApi) return "the server's own API"
    if (facts.introspection) return 'introspected'
    return facts.resource ? 'a JWT for the `resource`' : 'a JWT'
  })
}

function reload(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, {}, async (person) => {
    const page = await openSignedIn(stage, person)
    const before = person.traffic.length
    await page.reload()
    await untilStatus(page, /^Signed in$/)
    await page.evaluate(async () => {
      const { auth, started } = window as unknown as AppWindow
      await started
      await auth.accessToken()
    })
    const foreign = person.traffic.slice(before).filter(({ url }) => url.origin !== stage.app.origin)
    expectEqual(foreign.map(({ url }) => url.pathname).join(' '), '', 'requests')
    const shown = await page.evaluate(() => (window as unknown as AppWindow).shown)
    if (shown.some((words) => words.startsWith('Signed out'))) throw new Error(`shown: ${shown.join(', ')}`)
    await expectCalls(page, stage)
    return undefined
  })
}

function silentSignIn(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, {}, async (person) => {
    await openSignedIn(stage, person)
    const other = await person.newPage(stage.app.origin)
    await untilStatus(other, /^Signed out \(never\)/)
    const problem = await other.evaluate(() =>
      (window as unknown as AppWindow).restore().then(
        () => undefined,
        (error) => `${error.code}: ${error.message}`,
      ),
    )
    if (problem) throw new Error(problem)
    const status = await statusOf(other)
    if (status !== 'Signed in') {
      const answer = person.traffic.findLast(({ url }) => url.pathname === '/popup.html')?.url.searchParams
      throw new Error(`${status}, the server's answer was ${answer?.get('error')}`)
    }
    await expectCalls(other, stage)
    return undefined
  })
}

async function signInInWindow(stage: Stage, person: Person, page: Page): Promise<void> {
  const opening = person.context.waitForEvent('page')
  await page.click('#sign-in-popup')
  const popup = await opening
  await walk(popup, stage.app.origin, stage.server.signIn, async () => {
    const { told } = await lookAt(page)
    if (told) throw new Error(`${told} | the window was at ${await whereabouts(popup)}`)
    return popup.isClosed() && (await statusOf(page)) === 'Signed in'
  })
}

function signInByPopup(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, {}, async (person) => {
    const page = await person.newPage(stage.app.origin)
    await untilStatus(page, /^Signed out/)
    const loads = person.traffic.filter(
      ({ url, isNavigation }) => isNavigation && url.pathname === '/',
    ).length
    await signInInWindow(stage, person, page)
    const loadsNow = person.traffic.filter(({ url, isNavigation }) => {
      return isNavigation && url.origin === stage.app.origin && url.pathname === '/'
    }).length
    expectEqual(loadsNow, loads, 'loads of the page')
    await expectCalls(page, stage)
    return undefined
  })
}

function boundTokens(stage: Stage): Promise<string | undefined> {
  if (!stage.facts.boundClientId) throw new Impossible('it does not offer DPoP')
  return withPerson(stage, { dpop: true }, async (person) => {
    const page = await openSignedIn(stage, person)
    expectEqual(await newestToken(person, stage, 'token_type'), 'DPoP', 'the type of the token')
    await expectCalls(page, stage, 3)
    const asBearer = await page.evaluate(async (url) => {
      const token = await (window as unknown as AppWindow).auth.accessToken()
      return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
    }, apiUrl(stage))
    if (asBearer !== 401 && asBearer !== 400) throw new Error(`the same token without a proof: ${asBearer}`)
    await page.reload()
    await untilStatus(page, /^Signed in$/)
    await expectCalls(page, stage)
    const nonces = tokenRequests(person, stage, 'authorization_code').length > 1
    const required = stage.facts.clientId ? [] : ['required']
    return [...required, ...(nonces ? ['with nonces'] : [])].join(', ') || undefined
  })
}

function pushedRequest(stage: Stage): Promise<string | undefined> {
  const { metadata } = stage
  const endpoint = metadata.pushed_authorization_request_endpoint
  if (!endpoint) throw new Impossible('its metadata has no `pushed_authorization_request_endpoint`')
  return withPerson(stage, { client: { pushed: true } }, async (person) => {
    await openSignedIn(stage, person)
    const pushes = accepted(person.traffic.filter(({ url }) => url.href === endpoint))
    expectEqual(pushes.length, 1, 'pushed requests that were accepted')
    const path = new URL(String(metadata.authorization_endpoint)).pathname
    const left = person.traffic.find(({ url, isNavigation }) => isNavigation && url.pathname === path)
    if (!left?.url.searchParams.get('request_uri'))
      throw new Error('the URL of the login has no `request_uri`')
    if (left.url.searchParams.has('code_challenge'))
      throw new Error('the URL of the login has more than the reference')
    return metadata.require_pushed_authorization_requests ? 'required' : undefined
  })
}

function accepted(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(({ status }) => status === 201 || status === 200)
}

function deniedConsent(stage: Stage): Promise<string | undefined> {
  const { app, server } = stage
  const { deny } = server
  if (!deny) throw new Impossible('its consent page has no way to say no')
  // A server may remember what the person has allowed before.
  const login = stage.facts.bluesky ? {} : { prompt: 'consent' }
  return withPerson(stage, { login }, async (person) => {
    const page = await person.newPage(app.origin)
    await untilStatus(page, /^Signed out/)
    await page.click('#sign-in')
    const moves = server.signIn.filter(({ consents }) => !consents)
    await walk(page, app.origin, [deny, ...moves], async () => {
      return page.url().startsWith(app.origin) && /^Signed out|^Signed in$/.test(await statusOf(page))
    })
    expectEqual(await statusOf(page), 'Signed out (failed)', 'the session')
    const error = await page.evaluate(() => {
      const session = (window as unknown as AppWindow).auth.session.get()
      return session.status === 'signed-out' && session.error
        ? `${session.error.code} ${(session.error.details as { error?: string }).error}`
        : 'none'
    })
    expectEqual(error, 'login-refused access_denied', 'the error')
    expectEqual(page.url(), `${app.origin}/`, 'the address bar')
    return undefined
  })
}

function wrongClientId(stage: Stage): Promise<string | undefined> {
  const { app, facts } = stage
  const clientId = facts.bluesky ? 'https://nobody.invalid/client.json' : 'nobody'
  return withPerson(stage, { clientId, ...(facts.bluesky && { dpop: true }) }, async (person) => {
    const page = await person.newPage(app.origin)
    await untilStatus(page, /^Signed out/)
    await page.click('#sign-in')
    const issuer = new URL(facts.issuer).origin
    const answer = (): Exchange | undefined =>
      person.traffic.findLast(({ url, isNavigation }) => isNavigation && url.href.startsWith(issuer))
    await until('the server says so, or the app does', async () => {
      // A refusal may have no body; the browser's own error page is not at the server's address.
      if ((answer()?.status ?? 0) >= 400) return !page.url().startsWith(app.origin)
      if (page.url().startsWith(issuer)) return (await page.evaluate(() => document.body.innerText)).trim()
      const { status, told } = await lookAt(page)
      return told || /failed/.test(status)
    })
    if (page.url().startsWith(app.origin)) {
      if (/^Signed in/.test(await statusOf(page))) throw new Error('signed in')
      const problem = await page.evaluate(() => {
        const { auth, errors } = window as unknown as AppWindow
        const session = auth.session.get()
        const error = errors[0] ?? (session.status === 'signed-out' ? session.error : undefined)
        return error && { code: error.code, recovery: error.recovery, message: error.message }
      })
      expectEqual(problem?.recovery, 'fix', `what ${problem?.code} (${problem?.message}) recovers by`)
      return `the app is told: \`${problem?.code}\``
    }
    await page.goBack({ waitUntil: 'commit' })
    await untilStatus(page, /^Signed out/)
    return `the server says so on a page of its own (HTTP ${answer()?.status})`
  })
}

function signOutComesBack(stage: Stage): Promise<string | undefined> {
  const { app, metadata, server } = stage
  return withPerson(stage, {}, async (person) => {
    const page = await openSignedIn(stage, person)
    const before = person.traffic.length
    await page.click('#sign-out')
    const left = (): boolean => {
      return person.traffic
        .slice(before)
        .some(({ url }) => url.href.startsWith(String(metadata.end_session_endpoint)))
    }
    const isBack = async (): Promise<boolean> => {
      return page.url().startsWith(app.origin) && /^Signed out/.test(await statusOf(page))
    }
    if (!metadata.end_session_endpoint) {
      await until('the app is signed out', isBack)
      throw new Impossible('it has no `end_session_endpoint`; the app signs out by itself')
    }
    await until('the page leaves for the server', left)
    await walk(page, app.origin, server.signOut, isBack)
    await until('the address bar is clean', () => page.url() === `${app.origin}/`, 2000).catch(() => {
      throw new Error(`the address bar is ${page.url().replace(app.origin, '')}`)
    })
    // Somebody else at this computer has to sign in.
    await page.click('#sign-in')
    const form = server.keepsAccount ?? server.signIn[0]?.at ?? 'form'
    await until('the server asks who it is', () => page.locator(form).first().isVisible()).catch(async () => {
      throw new Error(`the person is still signed in at the server: ${await whereabouts(page)}`)
    })
    return server.signOut.length > 0 ? 'asks the person first' : undefined
  })
}

function signOutRevokes(stage: Stage): Promise<string | undefined> {
  const { app, metadata } = stage
  return withPerson(stage, {}, async (person) => {
    const page = await person.newPage(app.origin)
    await untilStatus(page, /^Signed out/)
    await signInInWindow(stage, person, page)
    // The question itself, asked of a token that is alive.
    const alive = await probe(stage, person, page)
    if (alive !== '200') throw new Error(`the refresh token of a session that goes on: ${alive}`)
    await page.evaluate(() => (window as unknown as AppWindow).auth.logout({ everywhere: false }))
    await untilStatus(page, /^Signed out/)

    await page.reload()
    await untilStatus(page, /^Signed out/)
    await signInInWindow(stage, person, page)
    const before = person.traffic.length
    await page.evaluate(() => (window as unknown as AppWindow).auth.logout({ everywhere: false }))
    await untilStatus(page, /^Signed out/)
    const revocations = person.traffic
      .slice(before)
      .filter(({ url }) => url.href === metadata.revocation_endpoint)
    const statuses = revocations.map(({ status }) => status).join(', ') || 'not asked for'
    const dead = await probe(stage, person, page)
    if (dead === '200') {
      const isWarned = await page.evaluate(() =>
        (window as unknown as AppWindow).events.some(({ type }) => type === 'warning'),
      )
      const told = `the refresh token still works; the revocation was answered ${statuses}`
      if (!isWarned) throw new Error(`${told}, and the app is not warned`)
      if (!/^(4\d\d(, )?)+$/.test(statuses)) throw new Error(told)
      throw new Impossible(
        `it refuses the revocation by a public client (HTTP ${statuses}); the app is warned`,
      )
    }
    return `afterwards the token endpoint says ${dead}`
  })
}

async function probe(stage: Stage, person: Person, page: Page): Promise<string> {
  const refreshToken = await newestToken(person, stage, 'refresh_token')
  if (!refreshToken) throw new Error('the server gave no refresh token')
  return page.evaluate(probeRefreshToken, {
    endpoint: String(stage.metadata.token_endpoint),
    clientId: String(stage.app.settings?.client.clientId),
    refreshToken,
    dpop: stage.app.settings?.dpop ?? false,
  })
}

// ---- with tokens that last for some seconds

/** The token is over, as page and server see it. */
async function untilExpired(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const session = (window as unknown as AppWindow).auth.session.get()
    return (
      session.status === 'signed-in' &&
      session.expiresAt !== undefined &&
      session.expiresAt + 1000 < Date.now()
    )
  })
}

function renewal(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, { hidden: true }, async (person) => {
    const page = await openSignedIn(stage, person)
    const first = await newestToken(person, stage, 'refresh_token')
    if (!first) throw new Error('the server gave no refresh token')
    await untilExpired(page)
    await expectCalls(page, stage)
    expectEqual(granted(refreshes(person, stage)).length, 1, 'renewals')
    const isRotated = first !== (await newestToken(person, stage, 'refresh_token'))
    await untilExpired(page)
    await expectCalls(page, stage)
    expectEqual(granted(refreshes(person, stage)).length, 2, 'renewals')
    return isRotated ? 'refresh token rotated' : 'refresh token kept'
  })
}

function twoTabs(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, { hidden: true, client: { remember: 'browser' } }, async (person) => {
    const first = await openSignedIn(stage, person)
    const second = await person.newPage(stage.app.origin)
    await untilStatus(second, /^Signed in$/)
    for (const round of [1, 2]) {
      await Promise.all([untilExpired(first), untilExpired(second)])
      const calls = { url: apiUrl(stage), times: 10 }
      const results = await Promise.all([first, second].map((page) => page.evaluate(callApi, calls)))
      expectAll(results.flat(), 200, `calls of round ${round}`)
      expectEqual(granted(refreshes(person, stage)).length, round, `renewals after round ${round}`)
      for (const page of [first, second])
        expectEqual(await statusOf(page), 'Signed in', 'the status of a tab')
    }
    return undefined
  })
}

function deadRefreshToken(stage: Stage): Promise<string | undefined> {
  return withPerson(stage, { hidden: true }, async (person) => {
    const page = await openSignedIn(stage, person)
    const spent = await newestToken(person, stage, 'refresh_token')
    if (!spent) throw new Error('the server gave no refresh token')
    await untilExpired(page)
    await expectCalls(page, stage)
    const isRotated = spent !== (await newestToken(person, stage, 'refresh_token'))
    // In place of the token that the page sends: one that is dead at the server. A proof does not cover the
    // body.
    const dead = isRotated ? spent : `${spent.slice(0, -6)}AAAAAA`
    const endpoint = String(stage.metadata.token_endpoint)
    const before = person.refusals.length
    await page.route(endpoint, async (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '')
      if (form.has('refresh_token')) form.set('refresh_token', dead)
      await route.continue({ postData: form.toString() })
    })
    await untilExpired(page)
    const results = await page.evaluate(callApi, { url: apiUrl(stage), times: 3 })
    const answers = (): string => [...new Set(person.refusals.slice(before))].join(', ')
    const told = `the token endpoint said ${answers()}; the calls: ${[...new Set(results)].join(', ')}`
    // An answer that names no error may be looked at a second time, at the next call after a pause.
    const ended = until(
      'the session ends',
      async () => {
        if (/^Signed out/.test(await statusOf(page))) return true
        await pause(1000)
        await page.evaluate(callApi, { url: apiUrl(stage), times: 1 })
        return false
      },
      15_000,
    )
    await ended.catch(() => {
      throw new Error(`the session goes on: ${told}`)
    })
    if (results.includes(200)) throw new Error(`a call was answered 200; ${told}`)
    const asked = refreshes(person, stage).length
    const later = await page.evaluate(callApi, { url: apiUrl(stage), times: 3 })
    expectAll(later, 'signed-out', 'calls afterwards')
    expectEqual(refreshes(person, stage).length, asked, 'token requests afterwards')
    return `${isRotated ? 'a spent one' : 'an unknown one'} is answered ${answers()}`
  })
}
