import type { StepName } from './steps.js'

/** One thing that a person does on a page of the server, where there is such an element. */
export interface Move {
  readonly at: string
  readonly fill?: Readonly<Record<string, string>>
  readonly check?: string
  readonly click: string
  /** Not made by somebody who refuses. */
  readonly consents?: true
}

/** How a server is installed, and how a person meets it. */
export interface ServerUnderTest {
  readonly name: string
  readonly title: string
  readonly about: string
  /** `npm`: those of its package.json. Absent: a package of this project. */
  readonly packages?: 'npm' | { readonly names: readonly string[]; readonly selections?: string }
  /** Where the app is: a hidden frame wants it on the server's own site. */
  readonly appHost: '127.0.0.1' | 'localhost'
  readonly scope: string
  /** For each login. */
  readonly login?: Readonly<Record<string, unknown>>
  readonly signIn: readonly Move[]
  /** In place of the move that consents. Absent: there is no way to refuse. */
  readonly deny?: Move
  readonly signOut: readonly Move[]
  /**
   * What the next sign-in shows where a sign-out leaves the person signed in at the server. Absent: the first
   * of `signIn`.
   */
  readonly keepsAccount?: string
  /** What is known of the person afterwards. */
  readonly claims: Readonly<Record<string, string>>
  /** Steps that this server has no way to pass, and why: read after "this server cannot, because". */
  readonly cannot: { readonly [Step in StepName]?: string }
  /** What somebody who uses this server should know, and no step says. */
  readonly remarks: readonly string[]
}

const alice = { name: 'Alice Liddell', email: 'alice@example.test' }
const password = 'alice-password'

export const servers: readonly ServerUnderTest[] = [
  {
    name: 'oidc-provider',
    title: 'oidc-provider',
    about: 'the certified OpenID Provider for Node, with its own development pages; its DPoP wants nonces',
    appHost: '127.0.0.1',
    scope: 'openid profile email offline_access',
    login: { prompt: 'consent' },
    signIn: [
      {
        at: 'input[name=login]',
        fill: { 'input[name=login]': 'alice', 'input[name=password]': password },
        click: 'button.login',
      },
      { at: 'button:has-text("Continue")', click: 'button:has-text("Continue")', consents: true },
    ],
    deny: { at: 'a[href$="/abort"]', click: 'a[href$="/abort"]' },
    signOut: [{ at: 'button[name=logout]', click: 'button[name=logout]' }],
    claims: { sub: 'alice', ...alice },
    cannot: {},
    remarks: ['It gives a refresh token only with `prompt=consent`.'],
  },
  {
    name: 'glewlwyd',
    title: 'glewlwyd',
    about: 'a server in C, from Debian',
    packages: {
      names: ['glewlwyd', 'dbconfig-no-thanks', 'sqlite3'],
      selections: 'glewlwyd glewlwyd/config_type select No configuration\n',
    },
    appHost: '127.0.0.1',
    scope: 'openid profile email',
    signIn: [
      { at: '#loginbut', fill: { '#username': 'alice', '#password': password }, click: '#loginbut' },
      {
        at: 'input[id^=grant-]',
        check: 'input[id^=grant-]',
        click: 'button.btn-primary:has-text("Grant")',
        consents: true,
      },
      { at: 'button.btn-success:has-text("Continue")', click: 'button.btn-success:has-text("Continue")' },
    ],
    signOut: [{ at: 'button.btn-danger:has-text("Logout")', click: 'button.btn-danger:has-text("Logout")' }],
    claims: alice,
    cannot: {
      'silent sign-in':
        'it answers `prompt=none` only with an `id_token_hint`, and a tab that restores a session has ' +
        'no ID Token',
    },
    remarks: [
      'Its endpoints have a double slash in their URLs.',
      'It comes back from a sign-out only if the request has a `state`.',
    ],
  },
  {
    name: 'better-auth',
    title: 'better-auth',
    about: 'a TypeScript library with an OAuth 2.1 provider plugin',
    packages: 'npm',
    appHost: '127.0.0.1',
    scope: 'openid profile email offline_access',
    signIn: [
      {
        at: 'input[name=email]',
        fill: { 'input[name=email]': alice.email, 'input[name=password]': password },
        click: 'form button',
      },
      { at: '#allow', click: '#allow', consents: true },
    ],
    deny: { at: '#deny', click: '#deny' },
    signOut: [],
    claims: alice,
    cannot: {},
    remarks: [],
  },
  {
    name: 'solid-community-server',
    title: 'Community Solid Server',
    about: 'an OpenID Provider that gives DPoP-bound tokens only, and a resource server that takes no others',
    packages: 'npm',
    appHost: 'localhost',
    scope: 'openid webid offline_access',
    login: { prompt: 'consent' },
    signIn: [
      { at: '#email', fill: { '#email': alice.email, '#password': password }, click: 'button[type=submit]' },
      { at: '#authorize', click: '#authorize', consents: true },
    ],
    deny: { at: 'button:has-text("Cancel")', click: 'button:has-text("Cancel")' },
    signOut: [{ at: 'button[type=submit]', click: 'button[type=submit]' }],
    claims: {},
    cannot: {},
    keepsAccount: '#authorize',
    remarks: [
      'It gives a refresh token only with `prompt=consent`, and answers with an empty `scope`.',
      'Its sign-out ends the session of OpenID Connect, and leaves the one of its own account pages.',
    ],
  },
  {
    name: 'atproto-pds',
    title: 'AT Protocol PDS',
    about:
      "Bluesky's server, with the preset `bluesky()`; PAR, and DPoP with nonces at both of its " +
      'servers, are required',
    packages: 'npm',
    appHost: '127.0.0.1',
    scope: 'atproto transition:generic',
    signIn: [
      {
        at: 'input[name=username]',
        fill: { 'input[name=username]': 'alice.test', 'input[name=password]': password },
        click: 'button[type=submit]',
      },
      { at: 'button:has-text("Authorize")', click: 'button:has-text("Authorize")', consents: true },
      { at: 'button:has-text("Sign in")', click: 'button:has-text("Sign in")' },
    ],
    deny: { at: 'button:has-text("Deny access")', click: 'button:has-text("Deny access")' },
    signOut: [],
    claims: {},
    cannot: { 'silent sign-in': 'it refuses `prompt=none` in a frame' },
    remarks: [
      'It is no OpenID Provider: there is no ID Token, and `sub` is in the token response.',
      'It has no setting for the lifetime of access tokens; the start script sets it in the running server.',
    ],
  },
]
