import { catalogue } from '../providers/catalogue.js'
import type { KnownProvider } from './facts.js'

/** The servers that customers have at an address of their own, and how to know them by it. */
const addresses: Readonly<Record<string, RegExp>> = {
  auth0: /\.auth0\.com$/,
  okta: /\.(okta|okta-emea|oktapreview)\.com$/,
  keycloak: /\/realms\/[^/]+\/?$/,
  cognito: /cognito-idp\.[\w-]+\.amazonaws\.com\/|\.amazoncognito\.com$/,
  logto: /\.logto\.app(\/oidc)?$/,
  zitadel: /\.zitadel\.cloud$/,
  authentik: /\/application\/o\/[^/]+\/?$/,
  supabase: /\.supabase\.co(\/auth\/v1)?$/,
  clerk: /\.clerk\.accounts\.dev$/,
  workos: /\.authkit\.app$/,
  microsoft: /login\.microsoftonline\.com\/[^/]+\/v2\.0$/,
  gitlab: /^https:\/\/gitlab\./,
  mastodon: /^https:\/\/mastodon\./,
}

/** The provider behind an issuer, or with this id (`github`). `undefined`: one that nobody here knows. */
export function findProvider(issuer: string): KnownProvider | undefined {
  if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\/oidc$/.test(issuer)) return developmentServer
  const entries = catalogue()
  const exact = entries.find(({ provider }) => provider.issuer === issuer || provider.id === issuer)
  const trimmed = issuer.replace(/\/$/, '')
  const entry = exact ?? entries.find(({ provider }) => addresses[provider.id]?.test(trimmed))
  if (entry === undefined) return undefined
  const { provider, about } = entry
  // The example's own endpoints are another customer's.
  const { endpoints, ...rest } = provider
  const isItself = exact !== undefined
  return { name: provider.name, provider: isItself && endpoints ? provider : rest, about }
}

const developmentServer: KnownProvider = {
  name: "Hallpass's development server",
  about: {
    console: 'hallpass.config.js, or devAuthorizationServer({ … }) in vite.config.ts',
    steps: [
      "List the app's origin as one of the `origins` of the client, which are its redirect URIs and " +
        'its CORS.',
      'List each API in `apis`.',
      'A refresh token comes with the scope offline_access.',
    ],
    notes: [],
  },
}
