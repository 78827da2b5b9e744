import type {
  AnyAuthError,
  Claims,
  Client,
  ClientOptions,
  Session,
  SignedIn,
  SignedOutReason,
} from 'hallpass'
import { internalsOf } from '../client/client-internals.js'
import { createClient } from '../client/create-client.js'
import { AuthError, addText } from '../errors.js'
import * as texts from '../explain.js'
import type { SessionRecord } from '../session/record.js'
import type { ApiAnswer, ApiChallenge, ApiRequest } from './api.js'
import { createTestBrowser, testOrigin } from './browser.js'
import { createTestClock, type TestClock } from './clock.js'
import { createTestServer } from './create-test-server.js'
import { type TestServer, testClientId, testIssuer } from './test-server.js'

/** The options of `testClient`. */
export interface TestClientOptions<User = Claims>
  extends Pick<ClientOptions<User>, 'apis' | 'otherUrls' | 'onChallenge' | 'onEvent'> {
  /** Who is signed in: the app's user, as `session.get().user` has it. Default: nobody. */
  readonly user?: User
  /** The scope of the access token. Default: `openid`. */
  readonly scope?: string | readonly string[]
  /**
   * The session at first, where nobody is signed in or it is not known yet. `'loading'` lasts until
   * `test.become()` or `test.signOut()`. Default: signed in where there is a `user`, otherwise signed out
   * with the reason `never`.
   */
  readonly session?: 'loading' | 'signing-in' | 'signed-out' | Exclude<Session<User>, SignedIn<User>>
  /**
   * Where requests go that no `test.answer` is for, with their token: for tools that mock the global `fetch`,
   * such as MSW. Default: such a request is rejected, with a message that names its URL.
   */
  readonly fetch?: typeof fetch
}

/** What a test does with a test client, and sees of it. */
export interface TestControls<User> {
  /** Somebody signs in, in place of whoever was signed in. The session has changed when this returns. */
  become(user: User, options?: { readonly scope?: string | readonly string[] }): void
  /**
   * The session ends for this reason, as it does by a sign-out in another tab (`other-tab`), or because the
   * server ended it (`revoked`). The session has changed when this returns. Default: `logout`.
   */
  signOut(reason?: SignedOutReason, error?: AnyAuthError): void
  /**
   * Renewing fails, and the session goes on with this error as its `trouble`. Default: a `network` error of
   * the token endpoint, as a page without network has it.
   */
  trouble(error?: AnyAuthError): void
  /** Renewing succeeds again, and the session has no `trouble` any more. */
  recover(): void
  /**
   * From now on the APIs want this of a token (RFC 6750, section 3.1; RFC 9470), so that a call leads to
   * `onChallenge`; `undefined` takes it back. A person whom `become` signs in with the scope passes.
   */
  challenge(challenge: ApiChallenge | undefined): void
  /**
   * What the API answers: JSON, a `Response`, or a function that makes either of the request. A relative URL
   * belongs to the origin of the page, and the URL may begin with a method. A later answer for the same URL
   * goes first.
   *
   * @example
   * auth.test.answer('/api/items', [{ id: 1 }])
   * auth.test.answer('POST /api/items', () => new Response(null, { status: 201 }))
   */
  answer(url: string | RegExp, answer: ApiAnswer): void
  /** The requests that the APIs got, in order: which method and URL, with whose token and scope. */
  readonly requests: readonly ApiRequest[]
  /** The URL that `login()` or `logout()` has left the page for; `undefined` while it stays. */
  readonly leftFor: string | undefined
  /** The clock of this client, which stands still until a test moves it: `clock.advance(3_600_000)`. */
  readonly clock: TestClock
  /** The authorization server behind this client, for faults: `server.fail('token', 'offline')`. */
  readonly server: TestServer
}

/** A client for tests of an app: a `Client` in type and in fact, and `test`, which controls it. */
export interface TestClient<User = Claims> extends Client<User> {
  /** What a test does with this client, and sees of it. */
  readonly test: TestControls<User>
}

/**
 * Makes a client for the test of a component, without network: the real client, with a browser, a clock and
 * an authorization server in memory. Every function, hook and element that takes a client takes it.
 *
 * @example
 * const auth = testClient({ user: { sub: 'ada', name: 'Ada' } })
 * auth.test.answer('/api/items', [{ id: 1 }])
 * render(<App auth={auth} />)
 */
export function testClient<User = Claims>(options: TestClientOptions<User> = {}): TestClient<User> {
  const { apis = ['/'], otherUrls, onChallenge, onEvent } = options
  const clock = createTestClock(Date.now())
  const server = createTestServer(clock)
  const tab = createTestBrowser(clock, server).openTab(pageUrl())
  const people = new Map<string | undefined, User>()
  const gate = createGate()
  let logins = 0

  const client = createClient<User>({
    issuer: { ...server.metadata, issuer: testIssuer },
    clientId: testClientId,
    remember: 'page',
    apis,
    user: ({ sub }) => people.get(sub) as User,
    ...(otherUrls && { otherUrls }),
    ...(onChallenge && { onChallenge }),
    ...(onEvent && { onEvent }),
    effects: { ...tab.effects, ...(tab.effects.page && { page: { ...tab.effects.page, ...gate.page } }) },
  })
  const { current, vault, signOuts } = internalsOf(client).context
  server.apisAreOpen = otherUrls === 'plain'
  server.answer(/^/, options.fetch ? (request: Request) => options.fetch?.(request) : unanswered)

  function signIn(user: User, scope: TestClientOptions['scope'] = 'openid'): SessionRecord {
    const sub = subOf(user) ?? `user-${++logins}`
    people.set(sub, user)
    server.user = sub
    server.users.set(sub, claimsOf(user))
    const text = typeof scope === 'string' ? scope : scope.join(' ')
    const { accessToken, refreshToken } = server.issue({ sub, scope: text })
    const { accessTokenSeconds } = server
    const record: SessionRecord = {
      afterSignOut: signOuts.last(),
      loginAt: clock.now() + ++logins / 1000,
      renewals: 0,
      claims: { iss: testIssuer, ...claimsOf(user), sub },
      tokens: {
        '': {
          value: accessToken,
          scope: text.split(' ').filter(Boolean),
          receivedAt: clock.now(),
          ...(accessTokenSeconds !== undefined && { expiresInMs: accessTokenSeconds * 1000 }),
        },
      },
      requestedScope: text,
      renewable: true,
      refreshToken,
    }
    // In memory, a record is written at once.
    void vault.replace(record)
    return record
  }

  const controls: TestControls<User> = {
    become(user, { scope } = {}) {
      void current.show(signIn(user, scope), 'login')
      gate.open()
    },
    signOut(reason = 'logout', error) {
      if (reason === 'revoked' || reason === 'expired') server.revoke(server.user)
      void vault.take()
      current.end(reason, error)
      gate.open()
    },
    trouble(error = new AuthError('network', { endpoint: 'token endpoint' })) {
      current.dispatch({ type: 'renewal-failed', error: addText(error, texts) })
    },
    recover() {
      const record = current.record()
      if (record) void current.show(record, 'renewal')
    },
    challenge(challenge) {
      server.challenge = challenge
    },
    answer(url, answer) {
      const [, method = '', address = ''] = /^([A-Z]+ )?(.*)$/s.exec(String(url)) ?? []
      server.answer(typeof url === 'string' ? method + new URL(address, tab.url).href : url, answer)
    },
    requests: server.apiRequests,
    get leftFor() {
      return tab.leftFor
    },
    clock,
    server,
  }

  const { user, scope, session = user === undefined ? 'signed-out' : undefined } = options
  if (session === undefined) void current.show(signIn(user as User, scope), 'restored')
  else show(typeof session === 'string' ? { status: session } : session)
  return Object.assign(client, {
    test: controls,
    // A relative URL belongs to the page, also where the `Request` of the host knows of no page.
    fetch: fromPage(client.fetch, () => tab.url),
  })

  function show(session: {
    readonly status: string
    readonly reason?: SignedOutReason
    readonly error?: AnyAuthError
    readonly via?: 'redirect' | 'popup'
  }): void {
    const { status, reason = 'never', error, via = 'redirect' } = session
    if (status === 'loading') gate.close()
    else if (status === 'signing-in') current.dispatch({ type: 'login-started', via })
    else if (reason === 'never') current.none()
    else current.end(reason, error)
  }
}

/** Keeps `start()` waiting, as a prerendered page does, and with it the session `loading`. */
function createGate() {
  let open = (): void => {}
  let waiting: Promise<void> | undefined
  return {
    page: { prerendered: () => waiting },
    close(): void {
      waiting = new Promise((resolve) => {
        open = resolve
      })
    },
    open: (): void => open(),
  }
}

function pageUrl(): string {
  const { location } = globalThis as { location?: { readonly origin: string; readonly href: string } }
  return location && /^https?:/.test(location.origin) ? location.href : `${testOrigin}/`
}

function subOf(user: unknown): string | undefined {
  const { sub } = Object(user) as { readonly sub?: unknown }
  return typeof sub === 'string' ? sub : undefined
}

/** The user as the claims of an ID Token, as far as JSON can say it. */
function claimsOf(user: unknown): Readonly<Record<string, unknown>> {
  if (typeof user !== 'object') return {}
  try {
    return JSON.parse(JSON.stringify(user))
  } catch {
    return {}
  }
}

function unanswered({ method, url }: Request): never {
  const { pathname } = new URL(url)
  throw new TypeError(
    `Nothing answers ${method} ${url}. Say what: auth.test.answer('${pathname}', { … }), or testClient({ ` +
      'fetch }).',
  )
}

function fromPage(call: typeof fetch, url: () => string): typeof fetch {
  return (input, init) => call(input instanceof Request ? input : new URL(String(input), url()).href, init)
}
