import { AuthError } from '../errors.js'
import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import type { Dialect, EndpointForm, EndpointRequest } from '../protocol/dialect.js'
import { askUntrusted, type UntrustedOrigin, untrustedOrigin } from '../protocol/untrusted-origin.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of Mastodon that an editor suggests. The option `scope` takes other names as well. */
export type MastodonScope =
  | 'profile'
  | 'read'
  | 'read:accounts'
  | 'read:statuses'
  | 'read:notifications'
  | 'write'
  | 'write:statuses'
  | 'write:favourites'
  | 'follow'
  | 'push'

/**
 * An app, as one instance knows it. Its secret is this browser's alone: it was made here, and proves nothing
 * to anybody else.
 */
export interface MastodonRegistration {
  /** `https://mastodon.social` */
  readonly instance: string
  /** The client id that the instance gave this app. */
  readonly clientId: string
  /**
   * The client secret that the instance gave this app. `mastodon` sends it with each request to the token
   * endpoint and the revocation endpoint.
   */
  readonly clientSecret: string
  /** The scopes that the app was registered with, which a login asks for by default. */
  readonly scopes: readonly string[]
  /** The redirect URI that the app was registered with, which a login uses by default. */
  readonly redirectUri: string
}

/** The app that `registerAtMastodon` registers at an instance. */
export interface MastodonApp {
  /** `mastodon.social`, as the person wrote it. */
  readonly instance: string
  /** What people see there. */
  readonly appName: string
  /** Where the instance sends people back to; the only redirect URI that is registered there. */
  readonly redirectUri: string
  /** The most that logins will ask for. Default: `read:accounts`. */
  readonly scopes?: readonly (MastodonScope | (string & {}))[]
  /** The URL of the app's website, registered with its name. Default: none. */
  readonly website?: string
  /** Replaces `fetch` for the registration. Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

/**
 * Registers this app at the instance that a person chose. Once for each instance: keep the result in
 * localStorage, since the page that the person comes back to needs it again. Rejects with `configuration` for
 * an instance that is no public host (on a page in development, any other host than the page's own will do),
 * and with `network` where it does not register the app.
 */
export async function registerAtMastodon(app: MastodonApp): Promise<MastodonRegistration> {
  const {
    appName,
    redirectUri,
    scopes = ['read:accounts'],
    website,
    fetch = globalThis.fetch,
    ...rest
  } = own(app)
  const instance = readInstance(rest.instance)
  const form = new URLSearchParams({
    client_name: appName,
    redirect_uris: redirectUri,
    scopes: scopes.join(' '),
  })
  if (website) form.set('website', website)
  const init = { method: 'POST', body: form }
  const said = await askUntrusted(instance, '/api/v1/apps', fetch, init).catch(() => undefined)
  const { client_id: clientId, client_secret: clientSecret } = record(said)
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') {
    const message =
      `${instance} did not register this app: it is no Mastodon, or it cannot be reached. Ask for ` +
      'another instance.'
    throw new AuthError('network', { endpoint: 'registration endpoint' }, message)
  }
  return { instance, clientId, clientSecret, scopes, redirectUri }
}

/** A person writes it, so it may be anything. */
function readInstance(written: string): UntrustedOrigin {
  const origin = untrustedOrigin(/^https?:\/\//.test(written) ? written : `https://${written}`)
  if (origin) return origin
  throw invalidOption(
    'instance',
    `'${written.slice(0, 100)}' is no host name, or no host that this page may ask`,
  )
}

/** Describes the Mastodon instance of a registration, as `mastodon` uses it. */
export function mastodonProvider({
  instance,
}: Pick<MastodonRegistration, 'instance'>): Provider<MastodonScope> {
  const base = readInstance(instance)
  return {
    id: 'mastodon',
    name: 'Mastodon',
    issuer: `${base}/`,
    endpoints: {
      authorization: `${base}/oauth/authorize`,
      token: `${base}/oauth/token`,
      userinfo: `${base}/api/v1/accounts/verify_credentials`,
      revocation: `${base}/oauth/revoke`,
    },
    issMode: 'compared',
    pkce: 'supported',
    mode: 'direct',
    tokenAuth: 'post',
    scopes: ['read:accounts'],
    profile: {
      requests: [{ url: `${base}/api/v1/accounts/verify_credentials` }],
      parse([account]) {
        const raw = record(account)
        return {
          sub: subject(raw.id),
          ...text('name', raw.display_name || raw.username),
          ...text('preferred_username', raw.username),
          ...text('picture', raw.avatar),
          raw,
        }
      },
    },
    refresh: { tokens: 'none' },
    revoke: 'dialect',
    revokeFromPage: true,
    endSession: 'none',
    redirectRules: { loopback: 'any' },
    verified: false,
  }
}

/**
 * The options of `mastodon`: those of every preset except what the registration already says, and the
 * registration.
 */
export interface MastodonOptions
  extends Omit<PresetOptions<MastodonScope>, 'clientId' | 'redirectUri' | 'offline'> {
  /**
   * What `registerAtMastodon` returned: it names the instance, the client id, the scopes and the redirect
   * URI.
   */
  readonly registration: MastodonRegistration
}

/** Mastodon, at the instance of the registration. Its tokens do not expire. */
export function mastodon({ registration, ...options }: MastodonOptions): Preset {
  const { clientId, clientSecret, scopes, redirectUri } = registration
  const dialect: Dialect = {
    request({ url, form }: EndpointForm): EndpointRequest {
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
      const body = `${new URLSearchParams({ ...form, client_secret: clientSecret })}`
      return { url, method: 'POST', headers, body }
    },
  }
  const provider: Provider = { ...mastodonProvider(registration), dialect }
  return presetOf(provider, { scope: scopes, ...options, clientId, redirectUri })
}

export const mastodonAbout: About = {
  console: 'https://{instance}/settings/applications',
  steps: [
    'Nothing has to be registered by hand: the page registers itself at the instance that a person chooses.',
    'Ask for the instance, call registerAtMastodon, and keep what it returns in localStorage.',
  ],
  notes: [
    'There are no refresh tokens: access tokens live until they are revoked.',
    'A person is the same person only within an instance: keep the issuer beside `sub`.',
    'PKCE is there since Mastodon 4.3.',
  ],
  unverified: ['CORS of the revocation endpoint (not in the version that was read)'],
  checkedOn: '2026-11-22',
}
