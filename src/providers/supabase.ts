import { platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** The scopes of Supabase Auth that an editor suggests. The option `scope` takes other names as well. */
export type SupabaseScope = 'openid' | 'email' | 'profile' | 'phone'

/** `url`: `https://abcdef.supabase.co`, or your own. */
export function supabaseProvider(url: string): Provider<SupabaseScope> {
  const { offline, ...rest } = platform
  return {
    ...rest,
    id: 'supabase',
    name: 'Supabase',
    issuer: `${readUrl('url', url)}/auth/v1`,
    scopes: ['openid', 'email', 'profile'],
    pkce: 'required',
    revoke: 'none',
    revokeFromPage: false,
    endSession: 'none',
  }
}

/** The options of `supabase`: those of every preset, and its own. */
export interface SupabaseOptions extends PresetOptions<SupabaseScope> {
  /** `https://abcdef.supabase.co`, or your own. */
  readonly url: string
}

/** Supabase Auth as an OAuth 2.1 server, a public client. */
export function supabase({ url, ...options }: SupabaseOptions): Preset {
  return presetOf(supabaseProvider(url), options)
}

export const supabaseAbout: About = {
  console: 'https://supabase.com/dashboard/project/_/auth/oauth-apps',
  steps: [
    'Turn on the OAuth 2.1 server for the project, and host the consent page that it asks for.',
    'Add an OAuth app of type "Public", with the redirect URI of your page: https://app.example.com/; in ' +
      'a second registration, for development, http://localhost:5173/.',
    'Copy the URL of the project and the client ID into the page.',
  ],
  notes: [
    'Scopes are not enforced: use the claim client_id and row level security.',
    'There is neither revocation nor sign-out in its metadata.',
  ],
  unverified: [],
  checkedOn: '2026-11-22',
}
