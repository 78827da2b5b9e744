import {
  type ActionParameters,
  actionRequest,
  grantIdOf,
  loginHeader,
  readTokens,
  runHeader,
  type SeenTokens,
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
       * the e-mail address of one of the users of the development authorization server.
       */
      signInAs(login: string): Chainable<void>
      /** Ends the access tokens of this test's login before their time. */
      expireLogin(): Chainable<void>
      /** Revokes the grant of this test's login. */
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
      /** The APIs want another or a newer login than this test has, until it has one (RFC 9470). */
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
  const { Cypress, cy } = globalThis as unknown as CypressGlobals
  let run = ''
  let tokens: SeenTokens | undefined
  let challenge: string | undefined

  function issuer(): string {
    return options.issuer ?? new URL('/oidc', Cypress.config('baseUrl')).href
  }

  function act(action: string, parameters: ActionParameters): Chain {
    const { url, body } = actionRequest(issuer(), action, parameters)
    return cy.request({ method: 'POST', url, body }).its('body')
  }

  function actOnGrant(action: string): Chain {
    return act('list', {}).then((answer) => {
      const id = tokens && grantIdOf(answer, tokens)
      if (id === undefined) throw new Error('Nobody has signed in, in this test: begin with cy.signInAs().')
      return act(action, { id })
    })
  }

  function follow(login: string): void {
    run = crypto.randomUUID()
    tokens = challenge = undefined
    cy.intercept({ url: `${issuer()}/**`, middleware: true }, (request) => {
      request.headers[loginHeader] = login
      request.headers[runHeader] = run
      if (request.method !== 'POST') return
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
      request.on('response', ({ body }) => {
        const read = readTokens(body)
        if (!form.has('grant_type') || !read) return
        tokens = read
        if (form.get('grant_type') === 'authorization_code') challenge = undefined
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
      follow(login)
      const begin = options.beginLogin ?? clickSignIn
      begin()
      return cy.wrap(undefined).should(() => {
        if (!tokens) throw new Error('The app has not signed in yet.')
      })
    },
    expireLogin: () => actOnGrant('expire'),
    revokeLogin: () => actOnGrant('revoke'),
    loginServerDown: (on = true) => act('down', { on, run }),
    loginServerSlow: (milliseconds: number) => act('slow', { milliseconds, run }),
    loginServerStatus: (status: number, more: object = {}) => act('status', { status, ...more, run }),
    stepUpLogin: (wanted: StepUpOptions = {}) => refuseOldLogin(stepUpChallenge(wanted)),
  }
  for (const [name, command] of Object.entries(commands)) Cypress.Commands.add(name, command)

  function clickSignIn(): void {
    cy.visit('/')
    cy.contains('button, a', /(sign|log) ?in|continue with/i).click()
  }
}

interface Chain {
  its(name: string): Chain
  then(run: (value: unknown) => unknown): Chain
  should(look: () => void): Chain
  click(): Chain
}

interface InterceptedRequest {
  readonly url: string
  readonly method: string
  readonly body: unknown
  readonly headers: Record<string, string | undefined>
  on(event: 'response', run: (response: { readonly body: unknown }) => void): void
  reply(response: object): void
}

interface CypressGlobals {
  readonly Cypress: {
    readonly Commands: { add(name: string, run: (...parameters: never[]) => unknown): void }
    config(name: 'baseUrl'): string
  }
  readonly cy: {
    intercept(where: object, run: (request: InterceptedRequest) => void): Chain
    request(request: object): Chain
    visit(url: string): Chain
    contains(selector: string, text: RegExp): Chain
    wrap(value: unknown): Chain
  }
}
