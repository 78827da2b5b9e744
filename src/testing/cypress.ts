import {
  type ActionParameters,
  actionRequest,
  clearStorageOf,
  hasGrants,
  loginHeader,
  noGrantFailure,
  runHeader,
  stepUpChallenge,
} from './dev-server.js'

/** What the commands have to know of an app. */
export interface LoginCommandsOptions {
  /** The issuer of the development authorization server. Default: `/oidc` at `baseUrl`. */
  readonly issuer?: string
  /**
   * Begins a login in the app. Default: visits `/`, and clicks the first button or link whose name is like
   * "Sign in" or "Log in".
   */
  readonly beginLogin?: () => void
}

/** What an app wants of the next login (RFC 9470): see `cy.stepUpLogin`. */
export interface StepUpOptions {
  /** The authentication context classes, with spaces between them. */
  readonly acrValues?: string
  /** The longest time since the person last signed in, in seconds. Default: 0, without `acrValues`. */
  readonly maxAge?: number
}

declare global {
  namespace Cypress {
    // biome-ignore lint/suspicious/noExplicitAny: This is how Cypress declares the interface.
    interface Chainable<Subject = any> {
      /**
       * Signs this person in, by the app's own login without the page where one picks a person: the `sub` or
       * the e-mail address of one of the users of the development authorization server. What the app has
       * stored is removed first, and an earlier login of this test is over.
       *
       * This one login only. After it the server knows this browser by its cookies, as a real one does, and
       * shows its sign-in page after a sign-out, after `revokeLogin`, and for a login that asks for it.
       */
      signInAs(login: string): Chainable<void>
      /** Ends the access tokens of this test's login before their time. */
      expireLogin(): Chainable<void>
      /**
       * Ends the session of this test's login at the server: it can be renewed no more, and the next login
       * shows the sign-in page.
       */
      revokeLogin(): Chainable<void>
      /** The authorization server cannot be reached by this test; `false` ends that. */
      loginServerDown(on?: boolean): Chainable<void>
      /** Each answer of the authorization server takes so many milliseconds longer; 0 ends that. */
      loginServerSlow(milliseconds: number): Chainable<void>
      /** The authorization server answers with an HTTP status; 0 ends that. */
      loginServerStatus(
        status: number,
        options?: { readonly retryAfter?: string; readonly times?: number },
      ): Chainable<void>
      /**
       * The APIs want another or a newer login than this test has, until it has one (RFC 9470). That login
       * shows the sign-in page.
       */
      stepUpLogin(challenge?: StepUpOptions): Chainable<void>
    }
  }
}

/**
 * Adds the login commands to Cypress: `cy.signInAs('ada')`, and what can happen to that login. Call it once,
 * in the support file.
 *
 * @example
 * // cypress/support/e2e.ts
 * import { addLoginCommands } from 'hallpass/testing/cypress'
 *
 * addLoginCommands()
 */
export function addLoginCommands(options: LoginCommandsOptions = {}): void {
  const { Cypress, cy, beforeEach } = globalThis as unknown as CypressGlobals
  let run = ''
  let person: string | undefined
  let challenge: string | undefined
  /** Has the page sent the code of a login, and no answer yet? */
  let isExchanging = false
  let hadGrants = false

  function issuer(): string {
    return options.issuer ?? new URL('/oidc', Cypress.config('baseUrl')).href
  }

  function act(action: string, parameters: ActionParameters, log = true): Chain {
    const { url, body } = actionRequest(issuer(), action, parameters)
    return cy.request({ method: 'POST', url, body, log }).its('body')
  }

  function actOnGrants(action: 'expire' | 'revoke', parameters: ActionParameters = {}): Chain {
    return act(action, { run, ...parameters }).then((answer) => {
      hadGrants = hasGrants(answer) || hadGrants
      if (!hadGrants) throw noGrantFailure()
    })
  }

  /** The server is asked, as with a server part no token comes to the page. */
  function waitForGrant(triesLeft = patienceMs / pauseMs): Chain {
    return act('list', { run }, false).then((answer) => {
      if (hasGrants(answer) && !isExchanging) return undefined
      if (triesLeft <= 1) throw new Error(`The app has not signed in within ${patienceMs / 1000} s.`)
      return cy.wait(pauseMs, { log: false }).then(() => waitForGrant(triesLeft - 1))
    })
  }

  /** Between tests, Cypress empties what the app has stored, except for IndexedDB. */
  function clearStorage(): void {
    const page = '/hallpass-empty-page'
    cy.clearAllCookies()
    cy.intercept(page, { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' })
    cy.visit(page)
    cy.window().then(clearStorageOf)
  }

  /** Each test is a run of its own, from its beginning. */
  function follow(): void {
    run = crypto.randomUUID()
    person = challenge = undefined
    isExchanging = hadGrants = false
    cy.intercept({ url: `${issuer()}/**`, middleware: true }, (request) => {
      request.headers[runHeader] = run
      if (person !== undefined) request.headers[loginHeader] = person
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
      const isExchange = request.method === 'POST' && form.get('grant_type') === 'authorization_code'
      if (isExchange) isExchanging = true
      request.on('response', ({ statusCode, headers }) => {
        // The server answers the page that has sent a code. With a server part, it sends the person back with
        // one, and nothing else is seen.
        if (isExchange ? statusCode === 200 : isAnswer(String(headers.location ?? ''))) challenge = undefined
        if (isExchange) isExchanging = false
      })
    })
  }

  function refuseOldLogin(wanted: string): void {
    challenge = wanted
    cy.intercept({ url: '**', middleware: true }, (request) => {
      if (challenge === undefined || !request.headers.authorization || request.url.startsWith(`${issuer()}/`))
        return
      request.reply({
        statusCode: 401,
        headers: {
          'www-authenticate': challenge,
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'WWW-Authenticate',
        },
      })
    })
  }

  const commands: Readonly<Record<string, (...parameters: never[]) => unknown>> = {
    signInAs(login: string) {
      clearStorage()
      // Another login of this test is over, so that the new one is told from it.
      act('revoke', { run }, false)
      person = login
      const begin = options.beginLogin ?? clickSignIn
      begin()
      return waitForGrant().then(() => {
        person = undefined
      })
    },
    expireLogin: () => actOnGrants('expire'),
    revokeLogin: () => actOnGrants('revoke', { sessions: true }),
    loginServerDown: (on = true) => act('down', { on, run }),
    loginServerSlow: (milliseconds: number) => act('slow', { milliseconds, run }),
    loginServerStatus: (status: number, more: object = {}) => act('status', { status, ...more, run }),
    stepUpLogin: (wanted: StepUpOptions = {}) => refuseOldLogin(stepUpChallenge(wanted)),
  }
  beforeEach(follow)
  for (const [name, command] of Object.entries(commands)) Cypress.Commands.add(name, command)

  function clickSignIn(): void {
    cy.visit('/')
    cy.contains('button, a', /(sign|log) ?in|continue with/i).click()
  }
}

const patienceMs = 15_000
const pauseMs = 100

/** Is this where the server sends a person back with a code (RFC 6749, section 4.1.2)? */
function isAnswer(location: string): boolean {
  return URL.canParse(location) && new URL(location).searchParams.has('code')
}

interface Chain {
  its(name: string): Chain
  then<Value>(run: (value: Value) => unknown): Chain
  click(): Chain
}

interface InterceptedRequest {
  readonly url: string
  readonly method: string
  readonly body: unknown
  readonly headers: Record<string, string | undefined>
  on(event: 'response', run: (response: InterceptedResponse) => void): void
  reply(response: object): void
}

interface InterceptedResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
}

interface CypressGlobals {
  readonly Cypress: {
    readonly Commands: { add(name: string, run: (...parameters: never[]) => unknown): void }
    config(name: 'baseUrl'): string
  }
  beforeEach(run: () => void): void
  readonly cy: {
    intercept(where: object | string, answer: ((request: InterceptedRequest) => void) | object): Chain
    request(request: object): Chain
    visit(url: string): Chain
    contains(selector: string, text: RegExp): Chain
    clearAllCookies(): Chain
    window(): Chain
    wait(milliseconds: number, options: object): Chain
  }
}
