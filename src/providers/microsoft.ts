import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'

/**
 * The scopes of the Microsoft identity platform and of Microsoft Graph that an editor suggests. The option
 * `scope` takes other names as well.
 */
export type MicrosoftScope =
  | 'openid'
  | 'profile'
  | 'email'
  | 'offline_access'
  | 'User.Read'
  | 'User.ReadBasic.All'
  | 'Calendars.Read'
  | 'Calendars.ReadWrite'
  | 'Contacts.Read'
  | 'Files.Read'
  | 'Files.ReadWrite'
  | 'Mail.Read'
  | 'Mail.Send'

const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** `common`, `organizations`, `consumers`, a tenant's id, or a domain of it. */
export function microsoftProvider(tenant: string = 'common'): Provider<MicrosoftScope> {
  const base = `https://login.microsoftonline.com/${tenant}`
  return {
    id: 'microsoft',
    name: 'Microsoft',
    issuer: `${base}/v2.0`,
    endpoints: {
      authorization: `${base}/oauth2/v2.0/authorize`,
      token: `${base}/oauth2/v2.0/token`,
      userinfo: 'https://graph.microsoft.com/oidc/userinfo',
      endSession: `${base}/oauth2/v2.0/logout`,
      jwks: `${base}/discovery/v2.0/keys`,
    },
    issMode: 'compared',
    pkce: 'required',
    mode: 'direct',
    tokenAuth: 'post',
    scopes: ['openid', 'profile', 'email', 'offline_access', 'User.Read'],
    // All but a tenant's id stand for many issuers: an ID Token is its tenant's own (`tid`).
    ...(!guid.test(tenant) && {
      dialect: {
        expectedIssuer: ({ tid }) =>
          `https://login.microsoftonline.com/${guid.test(String(tid)) ? tid : tenant}/v2.0`,
      },
    }),
    refresh: { tokens: 'rotating', lifetimeMs: 86_400_000 },
    revoke: 'none',
    revokeFromPage: false,
    endSession: 'rp-initiated',
    redirectRules: { loopback: 'any' },
    verified: true,
  }
}

/** The options of `microsoft`: those of every preset, and its own. */
export interface MicrosoftOptions extends PresetOptions<MicrosoftScope> {
  /**
   * Who may sign in: `common` (default) everybody, `organizations`, `consumers`, or one tenant by its id or
   * its domain.
   */
  readonly tenant?: string
}

/**
 * Microsoft Entra ID and personal Microsoft accounts, without a server part: the redirect URI is one of the
 * platform "Single-page application".
 */
export function microsoft(options: MicrosoftOptions): Preset {
  const { tenant, ...rest } = own(options)
  if (tenant !== undefined && !/^[\w.-]+$/.test(tenant)) {
    throw invalidOption(
      'tenant',
      "write 'common', 'organizations', 'consumers', or the tenant's id or domain",
    )
  }
  return presetOf(microsoftProvider(tenant), rest)
}

export const microsoftAbout: About = {
  console: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps',
  steps: [
    'Choose "New registration", and who may sign in: this decides the `tenant`.',
    'As platform choose "Single-page application (SPA)", not "Web": only that one allows a page to redeem ' +
      'its code.',
    'Enter the redirect URI of your page: https://app.example.com/; in a second registration, for ' +
      'development, http://localhost:5173/.',
    'Copy "Application (client) ID" into the page, and the tenant id, if one tenant signs in.',
    'For the server part instead of a page, add a platform "Web" with its callback, and a client ' +
      'secret under "Certificates & secrets".',
  ],
  notes: [
    'Refresh tokens of a page end 24 hours after the login, whatever is refreshed meanwhile.',
    'One access token is for one API: User.Read is for Microsoft Graph. For your own API ask for ' +
      'api://{its id}/{scope} instead.',
    'Access tokens for Graph are opaque: never read them.',
    'A person is the same person only within a tenant: keep `tid` beside `sub`.',
    'Refusals say AADSTS and a number in the description.',
  ],
  unverified: [],
  checkedOn: '2026-11-22',
  discovery: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
}
