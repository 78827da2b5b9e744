import { appleAbout, appleProvider } from './apple.js'
import { auth0About, auth0Provider } from './auth0.js'
import { authentikAbout, authentikProvider } from './authentik.js'
import { bitbucketAbout, bitbucketProvider } from './bitbucket.js'
import { blueskyAbout, blueskyProvider } from './bluesky.js'
import { clerkAbout, clerkProvider } from './clerk.js'
import { cognitoAbout, cognitoProvider } from './cognito.js'
import { discordAbout, discordProvider } from './discord.js'
import { dropboxAbout, dropboxProvider } from './dropbox.js'
import { facebookAbout, facebookProvider } from './facebook.js'
import { githubAbout, githubAppAbout, githubAppProvider, githubProvider } from './github.js'
import { gitlabAbout, gitlabProvider } from './gitlab.js'
import { googleAbout, googleProvider } from './google.js'
import { huggingFaceAbout, huggingFaceProvider } from './hugging-face.js'
import { keycloakAbout, keycloakProvider } from './keycloak.js'
import { linkedinAbout, linkedinProvider } from './linkedin.js'
import { logtoAbout, logtoProvider } from './logto.js'
import { mastodonAbout, mastodonProvider } from './mastodon.js'
import { microsoftAbout, microsoftProvider } from './microsoft.js'
import { oktaAbout, oktaProvider } from './okta.js'
import { openrouterAbout, openrouterProvider } from './openrouter.js'
import { oryHydraAbout, oryHydraProvider } from './ory-hydra.js'
import type { About, Provider } from './provider.js'
import { redditAbout, redditProvider } from './reddit.js'
import { slackAbout, slackProvider } from './slack.js'
import { spotifyAbout, spotifyProvider } from './spotify.js'
import { supabaseAbout, supabaseProvider } from './supabase.js'
import { twitchAbout, twitchProvider } from './twitch.js'
import { workosAbout, workosProvider } from './workos.js'
import { xAbout, xProvider } from './x.js'
import { zitadelAbout, zitadelProvider } from './zitadel.js'

/**
 * One of each, with example names where a customer has their own: for the guides and for checks, in no app's
 * bundle.
 */
export function catalogue(): readonly { readonly provider: Provider; readonly about: About }[] {
  return [
    { provider: googleProvider, about: googleAbout },
    { provider: githubProvider, about: githubAbout },
    { provider: githubAppProvider, about: githubAppAbout },
    { provider: facebookProvider, about: facebookAbout },
    { provider: appleProvider, about: appleAbout },
    { provider: microsoftProvider(), about: microsoftAbout },
    { provider: discordProvider, about: discordAbout },
    { provider: spotifyProvider, about: spotifyAbout },
    { provider: twitchProvider, about: twitchAbout },
    { provider: linkedinProvider, about: linkedinAbout },
    { provider: xProvider, about: xAbout },
    { provider: gitlabProvider(), about: gitlabAbout },
    { provider: bitbucketProvider, about: bitbucketAbout },
    { provider: slackProvider, about: slackAbout },
    { provider: dropboxProvider, about: dropboxAbout },
    { provider: redditProvider, about: redditAbout },
    { provider: huggingFaceProvider, about: huggingFaceAbout },
    { provider: auth0Provider('tenant.eu.auth0.com'), about: auth0About },
    { provider: oktaProvider('dev-1.okta.com', 'default'), about: oktaAbout },
    { provider: keycloakProvider('https://sso.example.com', 'example'), about: keycloakAbout },
    {
      provider: cognitoProvider('eu-central-1_AbC123', 'my-app.auth.eu-central-1.amazoncognito.com'),
      about: cognitoAbout,
    },
    { provider: logtoProvider('https://my-tenant.logto.app'), about: logtoAbout },
    { provider: zitadelProvider('https://my-instance.zitadel.cloud'), about: zitadelAbout },
    { provider: authentikProvider('https://auth.example.com', 'app'), about: authentikAbout },
    { provider: oryHydraProvider('https://oauth.example.com'), about: oryHydraAbout },
    { provider: supabaseProvider('https://abcdef.supabase.co'), about: supabaseAbout },
    { provider: clerkProvider('https://clerk.example.com'), about: clerkAbout },
    { provider: workosProvider('my-app.authkit.app'), about: workosAbout },
    { provider: openrouterProvider, about: openrouterAbout },
    { provider: mastodonProvider({ instance: 'https://mastodon.social' }), about: mastodonAbout },
    { provider: blueskyProvider('https://bsky.social'), about: blueskyAbout },
  ]
}
