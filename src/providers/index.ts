export type { Dialect, DialectUser, EndpointForm, EndpointRequest } from '../protocol/dialect.js'
export type { ServerMetadata } from '../protocol/metadata.js'
export { type AppleScope, apple, appleProvider } from './apple.js'
export { type Auth0Options, auth0, auth0Provider } from './auth0.js'
export { type AuthentikOptions, authentik, authentikProvider } from './authentik.js'
export { type BitbucketScope, bitbucket, bitbucketProvider } from './bitbucket.js'
export {
  type BlueskyClient,
  type BlueskyOptions,
  type BlueskyScope,
  bluesky,
  blueskyClientMetadata,
  blueskyProvider,
} from './bluesky.js'
export { type BlueskyAccount, findBlueskyAccount } from './bluesky-account.js'
export { type ClerkOptions, type ClerkScope, clerk, clerkProvider } from './clerk.js'
export { type CognitoOptions, type CognitoScope, cognito, cognitoProvider } from './cognito.js'
export { type DiscordScope, discord, discordProvider } from './discord.js'
export { type DropboxScope, dropbox, dropboxProvider } from './dropbox.js'
export { type FacebookOptions, type FacebookScope, facebook, facebookProvider } from './facebook.js'
export { type GithubScope, github, githubApp, githubAppProvider, githubProvider } from './github.js'
export { type GitlabOptions, type GitlabScope, gitlab, gitlabProvider } from './gitlab.js'
export { type GoogleScope, google, googleProvider } from './google.js'
export { type HuggingFaceScope, huggingFace, huggingFaceProvider } from './hugging-face.js'
export { type KeycloakOptions, keycloak, keycloakProvider } from './keycloak.js'
export { type LinkedinScope, linkedin, linkedinProvider } from './linkedin.js'
export { type LogtoOptions, logto, logtoProvider } from './logto.js'
export {
  type MastodonApp,
  type MastodonOptions,
  type MastodonRegistration,
  type MastodonScope,
  mastodon,
  mastodonProvider,
  registerAtMastodon,
} from './mastodon.js'
export { type MicrosoftOptions, type MicrosoftScope, microsoft, microsoftProvider } from './microsoft.js'
export { type OktaOptions, okta, oktaProvider } from './okta.js'
export { openrouter, openrouterProvider } from './openrouter.js'
export { type OryHydraOptions, type OryHydraScope, oryHydra, oryHydraProvider } from './ory-hydra.js'
export type { OpenIdScope } from './platform.js'
export { type Preset, type PresetOptions, presetOf } from './preset.js'
export type { ProfileLogin as PresetProfileLogin } from './profile.js'
export type {
  Endpoints,
  Profile,
  ProfileRequest,
  Provider,
  ProviderClaims,
  ProviderUser,
  RedirectRules,
} from './provider.js'
export { type RedditScope, reddit, redditProvider } from './reddit.js'
export { relocateProvider } from './relocate.js'
export { type SlackScope, slack, slackProvider } from './slack.js'
export { type SpotifyScope, spotify, spotifyProvider } from './spotify.js'
export { type SupabaseOptions, type SupabaseScope, supabase, supabaseProvider } from './supabase.js'
export { type TwitchScope, twitch, twitchProvider } from './twitch.js'
export { type WorkosOptions, workos, workosProvider } from './workos.js'
export { type XScope, x, xProvider } from './x.js'
export { type ZitadelOptions, zitadel, zitadelProvider } from './zitadel.js'
