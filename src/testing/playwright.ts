import {
  type APIRequestContext,
  type BrowserContext,
  test as base,
  expect,
  type Page,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type Request,
  type Response,
  type Route,
  type TestType,
} from '@playwright/test'
import {
  actionFailure,
  actionRequest,
  hasGrants,
  loginHeader,
  noGrantFailure,
  runHeader,
  stepUpChallenge,
} from './dev-server.js'

/** The options of the fixtures, for `test.use` and for `use` in the configuration. */
export interface LoginOptions {
  /**
   * Who is signed in when the test begins: the `sub` or the e-mail address of one of the users of the
   * development authorization server. A login that comes later is the test's own: see `Login.as`. Default:
   * nobody.
   */
  signedInAs: string | undefined
  /** The issuer of the development authorization server. Default: `/oidc` at `baseURL`. */
  issuer: string | undefined
  /**
   * Begins a login in the app, on an empty page. Default: opens `/`, and unless the app leaves for the login
   * by itself, clicks the first button or link whose name is like "Sign in" or "Log in".
   */
  beginLogin: ((page: Page) => Promise<void>) | undefined
}

/** What a test can do with the login of its page. It meets no other test that runs at the same time. */
export interface Login {
  /**
   * Signs this person in, by the app's own login without the page where one picks a person. The page begins
   * with empty storage, so whoever was signed in before is not any more.
   *
   * This one login only. After it the server knows this browser by its cookies, as a real one does: another
   * login shows no page while the person is signed in at the server. After a sign-out or `revoke()`, and for
   * a login that asks for it (`prompt`, `maxAge`), the sign-in page is shown, and the test clicks there.
   */
  as(login: string): Promise<void>
  /** Ends the access tokens of this page before their time, so that the next call is answered with 401. */
  expire(): Promise<void>
  /**
   * Ends the session of this page at the server, as an administrator does: it can be renewed no more, and the
   * next login shows the sign-in page.
   */
  revoke(): Promise<void>
  /** The authorization server cannot be reached by this page; `down(false)` ends that. */
  down(on?: boolean): Promise<void>
  /** Each answer of the authorization server to this page takes so many milliseconds longer; 0 ends that. */
  slow(milliseconds: number): Promise<void>
  /**
   * The authorization server answers this page with an HTTP status, such as 503; 0 ends that. `retryAfter` is
   * the header of that name, and `times` how many answers are like that. Default: all.
   */
  status(status: number, options?: { readonly retryAfter?: string; readonly times?: number }): Promise<void>
  /**
   * The APIs want another or a newer login from this page than it has, until it has one (RFC 9470): they
   * answer its calls with 401 and this challenge. The login that the app then begins shows the sign-in page.
   * Default: a login from now on (`maxAge: 0`).
   */
  stepUp(challenge?: { readonly acrValues?: string; readonly maxAge?: number }): Promise<void>
}

/** The fixtures, besides the options. */
export interface LoginFixtures {
  /** The login of the test's page. */
  login: Login
}

/**
 * Playwright's `test`, with a page that is signed in. Each test signs in by a real login of its own, so that
 * tests that run at the same time never share a refresh token: with rotation and reuse detection (RFC 9700,
 * section 4.14.2), the first renewal in one worker would sign out the others.
 *
 * @example
 * import { expect, test } from 'hallpass/testing/playwright'
 *
 * test.use({ signedInAs: 'ada' })
 *
 * test('a session that the server ended', async ({ page, login }) => {
 *   await login.revoke()
 *   await login.expire()
 *   await page.reload()
 *   await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
 * })
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LoginOptions & LoginFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<LoginOptions & LoginFixtures & { loginOfContext: LoginOfContext }>({
  signedInAs: [undefined, { option: true }],
  issuer: [undefined, { option: true }],
  beginLogin: [undefined, { option: true }],
  loginOfContext: async ({ context, baseURL, issuer, beginLogin }, use, { testId }) => {
    const login = await followLogin({
      context,
      issuer: issuer ?? (baseURL && new URL('/oidc', baseURL).href),
      beginLogin: beginLogin ?? clickSignIn,
      // A test that is tried again, or repeated, is another one.
      run: `${testId} ${crypto.randomUUID()}`,
    })
    await use(login)
    await login.end()
  },
  page: async ({ page, loginOfContext, signedInAs }, use) => {
    loginOfContext.page = page
    if (signedInAs !== undefined) await loginOfContext.controls.as(signedInAs)
    await use(page)
  },
  // It needs the page, so that the page is signed in by then.
  login: async ({ page: _, loginOfContext }, use) => use(loginOfContext.controls),
})

export { expect }

const patienceMs = 15_000

interface Setting {
  readonly context: BrowserContext
  readonly issuer: string | undefined
  readonly beginLogin: (page: Page, hasLeft: () => boolean) => Promise<void>
  readonly run: string
}

interface LoginOfContext {
  page: Page | undefined
  readonly controls: Login
  end(): Promise<void>
}

/** Follows what the pages of a context say to the authorization server, and changes it as the test wants. */
async function followLogin({ context, issuer, beginLogin, run }: Setting): Promise<LoginOfContext> {
  let person: string | undefined
  let hasActed = false
  let hadGrants = false
  /** How often a page left for the authorization server, came back, came back with a code, and sent it. */
  const seen = { left: 0, cameBack: 0, codes: 0, signedIn: 0 }
  let isAway = false
  let challenge: string | undefined

  function server(): string {
    if (issuer !== undefined) return issuer
    throw new Error('Set `issuer` or `baseURL`, so that the development authorization server is found.')
  }

  function isServer(url: URL | string): boolean {
    return issuer !== undefined && String(url).startsWith(`${issuer.replace(/\/$/, '')}/`)
  }

  async function act(action: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    hasActed = true
    return post(context.request, action, parameters)
  }

  async function post(
    request: APIRequestContext,
    action: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const asked = actionRequest(server(), action, parameters)
    const response = await request.post(asked.url, { data: asked.body })
    if (!response.ok()) throw actionFailure(asked, response.status(), await response.text())
    return response.json()
  }

  async function actOnGrants(action: 'expire' | 'revoke', parameters: object = {}): Promise<void> {
    hadGrants = hasGrants(await act(action, { run, ...parameters })) || hadGrants
    if (!hadGrants) throw noGrantFailure()
  }

  function listen(): void {
    context.on('request', (request) => {
      if (!request.isNavigationRequest()) return
      const wasAway = isAway
      isAway = isServer(request.url())
      if (isAway && !wasAway) seen.left++
      if (isAway || !wasAway) return
      seen.cameBack++
      const { searchParams } = new URL(request.url())
      if (!searchParams.has('code')) return
      // With a server part, nothing else is seen of a login.
      challenge = undefined
      if (isOfThisLibrary(searchParams)) seen.codes++
    })
    context.on('response', (response) => {
      const form = isServer(response.url()) && response.ok() ? formOf(response) : undefined
      if (form?.get('grant_type') !== 'authorization_code') return
      seen.signedIn++
      challenge = undefined
    })
  }

  async function sendOn(route: Route): Promise<void> {
    const headers = { ...route.request().headers(), [runHeader]: run }
    await route.fallback({ headers: person === undefined ? headers : { ...headers, [loginHeader]: person } })
  }

  async function refuse(route: Route, request: Request): Promise<void> {
    const { authorization, origin } = request.headers()
    if (challenge === undefined || !authorization || isServer(request.url())) return route.fallback()
    await route.fulfill({
      status: 401,
      headers: {
        'www-authenticate': challenge,
        ...(origin && {
          'access-control-allow-origin': origin,
          'access-control-expose-headers': 'WWW-Authenticate',
        }),
      },
    })
  }

  async function signIn(login: string): Promise<void> {
    const { page } = result
    if (!page) throw new Error('`login.as()` needs the `page` of the test.')
    await context.clearCookies()
    if (page.url() !== 'about:blank') await clearStorage(page)
    const before = { ...seen }
    person = login
    try {
      await passSignInPage(page, before)
    } finally {
      person = undefined
    }
  }

  async function passSignInPage(page: Page, before: typeof seen): Promise<void> {
    await beginLogin(page, () => seen.left > before.left)
    await until(`leave for ${server()}`, () => seen.left > before.left)
    await until('come back from the login', () => seen.cameBack > before.cameBack)
    // With a server part, the code is sent by that, and this page never sees a token.
    await until(
      'exchange the code of the login',
      () => seen.signedIn - before.signedIn >= seen.codes - before.codes,
    )
  }

  listen()
  if (issuer !== undefined) {
    await context.route(isServer, sendOn)
  }
  const result: LoginOfContext = {
    page: undefined,
    controls: {
      as: signIn,
      expire: () => actOnGrants('expire'),
      revoke: () => actOnGrants('revoke', { sessions: true }),
      down: async (on = true) => void (await act('down', { on, run })),
      slow: async (milliseconds) => void (await act('slow', { milliseconds, run })),
      status: async (status, options) => void (await act('status', { status, ...options, run })),
      async stepUp(wanted = {}) {
        challenge = stepUpChallenge(wanted)
        await context.unroute('**/*', refuse)
        await context.route('**/*', refuse)
      },
    },
    async end() {
      if (hasActed) await post(context.request, 'reset', { run })
    },
  }
  return result
}

/** Is this the answer to a login that the page itself began (RFC 6749, section 4.1.2)? */
function isOfThisLibrary(answer: URLSearchParams): boolean {
  return !!answer.get('state')?.startsWith('hallpass.')
}

function formOf(response: Response): URLSearchParams | undefined {
  const request = response.request()
  return request.method() === 'POST' ? new URLSearchParams(request.postData() ?? '') : undefined
}

async function clickSignIn(page: Page, hasLeft: () => boolean): Promise<void> {
  await page.goto('/')
  const name = /(sign|log) ?in|continue with/i
  const button = page.getByRole('button', { name }).or(page.getByRole('link', { name })).first()
  await until('show a button to sign in with, or leave for the login: see `beginLogin`', async () => {
    if (hasLeft() || !(await button.isVisible().catch(() => false))) return hasLeft()
    await button.click({ timeout: 1000 }).catch(() => {})
    return true
  })
}

/** Everything that the app has stored, on an empty page of its origin: no page of the app is open then. */
async function clearStorage(page: Page): Promise<void> {
  const url = new URL('/hallpass-empty-page', page.url()).href
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.goto(url)
  await page.evaluate(async () => {
    localStorage.clear()
    sessionStorage.clear()
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
  })
  await page.unroute(url)
}

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`The app did not ${what} within ${patienceMs / 1000} s.`)
    await new Promise((next) => setTimeout(next, 20))
  }
}
