import { AuthError } from '../errors.js'
import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { isUntrustedUrl, untrustedOrigin } from '../protocol/untrusted-origin.js'
import { type BlueskyAccount, findBlueskyAccount } from './bluesky-account.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'

/** The scopes of the AT Protocol that an editor suggests. The option `scope` takes other names as well. */
export type BlueskyScope = 'atproto' | 'transition:generic' | 'transition:chat.bsky' | 'transition:email'

/** `issuer`: the authorization server of an account. */
export function blueskyProvider(issuer: string): Provider<BlueskyScope> {
  return {
    id: 'bluesky',
    name: 'Bluesky',
    issuer,
    issMode: 'required',
    pkce: 'required',
    mode: 'direct',
    tokenAuth: 'none',
    scopes: ['atproto', 'transition:generic'],
    dialect: {
      // `sub` is the account. It is believed once the account says so, too.
      parseTokenUser: ({ sub }) => (typeof sub === 'string' ? { sub } : undefined),
      // Its metadata was found at run time, like itself.
      acceptsEndpoint: isUntrustedUrl,
    },
    refresh: { tokens: 'rotating' },
    revoke: 'rfc7009',
    revokeFromPage: true,
    endSession: 'none',
    redirectRules: { loopback: 'loopback-ip' },
    verified: true,
  }
}

/**
 * The options of `bluesky`: those of every preset except `server` and `offline`, and the person's account
 * with DPoP.
 */
export interface BlueskyOptions<Dpop> extends Omit<PresetOptions<BlueskyScope>, 'server' | 'offline'> {
  /**
   * From `findBlueskyAccount`. The page that the person comes back to needs it again: keep it in
   * sessionStorage.
   */
  readonly account: BlueskyAccount
  /** The https: URL of your client metadata document; `blueskyClientMetadata` writes it. */
  readonly clientId: string
  /** `dpop()`, from `hallpass/dpop`: the AT Protocol takes no other tokens. */
  readonly dpop: Dpop
  /** Replaces `fetch` for looking at the account once more. */
  readonly fetch?: typeof fetch
}

/**
 * Bluesky and all of the AT Protocol, at the server of the account: with DPoP and pushed authorization
 * requests, and a client metadata document in place of a registration.
 */
export function bluesky<Dpop>(options: BlueskyOptions<Dpop>): Preset & { readonly dpop: Dpop } {
  const { account, dpop, fetch, ...rest } = own(options)
  if (!dpop)
    throw invalidOption(
      'dpop',
      "the AT Protocol takes no Bearer tokens: import { dpop } from 'hallpass/dpop', and write dpop: dpop()",
    )
  if (!rest.clientId?.startsWith('http')) {
    throw invalidOption('clientId', 'write the https: URL of your client metadata document')
  }
  // It may have been kept where others can write.
  for (const name of ['issuer', 'pds'] as const) {
    if (!untrustedOrigin(account[name]))
      throw invalidOption('account', `its ${name} is no origin that may be asked`)
  }
  const preset = presetOf(blueskyProvider(account.issuer), rest)
  return {
    ...preset,
    dpop,
    params: { login_hint: account.did, ...own(preset).params },
    async profile({ claims, server }) {
      const did = String(claims?.sub)
      // An authorization server may speak for its own accounts only.
      const found = did === account.did ? await findBlueskyAccount(did, fetch) : undefined
      if (found?.issuer !== server.issuer) {
        const why = `${server.issuer} has no say about that account`
        const message = `The tokens are for ${did}, and ${why}. Sign in again.`
        throw new AuthError('callback-rejected', { reason: 'wrong-issuer' }, message)
      }
      return { sub: did, raw: { did, pds: found.pds } }
    },
  }
}

/** The app that `blueskyClientMetadata` describes in its client metadata document. */
export interface BlueskyClient {
  /** Where the document is: this URL is the client id. */
  readonly url: string
  /** The name of the app, for people; the `client_name` of the document (RFC 7591, section 2). */
  readonly name: string
  /** Every redirect URI that the app uses; the `redirect_uris` of the document (RFC 7591, section 2). */
  readonly redirectUris: readonly string[]
  /** The most that logins will ask for. Default: `atproto` and `transition:generic`. */
  readonly scope?: readonly (BlueskyScope | (string & {}))[]
}

/** The client metadata document, to be served as JSON at its URL. */
export function blueskyClientMetadata(client: BlueskyClient): Readonly<Record<string, unknown>> {
  const { url, name, redirectUris, scope } = own(client)
  return {
    client_id: url,
    client_name: name,
    client_uri: new URL(url).origin,
    application_type: 'web',
    redirect_uris: redirectUris,
    scope: (scope ?? ['atproto', 'transition:generic']).join(' '),
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
  }
}

export const blueskyAbout: About = {
  console: 'none',
  steps: [
    'Write a client metadata document with blueskyClientMetadata, and serve it as JSON at an https: ' +
      'URL: that URL is the client id.',
    'Ask the person for a handle, and find the account with findBlueskyAccount.',
    'In development the client id is http://localhost with redirect_uri and scope as its query, and ' +
      'the page is opened as http://127.0.0.1:5173.',
  ],
  notes: [
    'The data is at the server of the account: apis: [account.pds].',
    'There is no name in the answer: ask the account for its profile (app.bsky.actor.getProfile).',
    'A session of a public client ends after some two weeks.',
  ],
  unverified: [],
  triedWith:
    'a PDS of its own (`@atproto/pds` 0.4.217, with a directory beside it) on loopback, in Chromium: ' +
    'sign-in, call, renewal, reload and sign-out. bsky.social itself was never tried.',
  checkedOn: '2026-11-22',
  discovery: 'https://bsky.social/.well-known/oauth-authorization-server',
}
