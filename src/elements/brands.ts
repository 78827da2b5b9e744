// One brand after the other, as their guidelines have it. `light` and `dark` are left out where the plain
// white and black buttons do; colours that are no brand's own are chosen for contrast (WCAG 2.2, 1.4.3),
// which test/elements/contrast.test.ts computes.

import type { Brand } from './brand.js'
import { appleLogo } from './logos/apple.js'
import { auth0Logo } from './logos/auth0.js'
import { authentikLogo } from './logos/authentik.js'
import { bitbucketLogo } from './logos/bitbucket.js'
import { blueskyLogo } from './logos/bluesky.js'
import { clerkLogo } from './logos/clerk.js'
import { cognitoLogo } from './logos/cognito.js'
import { discordLogo } from './logos/discord.js'
import { dropboxLogo } from './logos/dropbox.js'
import { facebookLogo } from './logos/facebook.js'
import { githubLogo } from './logos/github.js'
import { gitlabLogo } from './logos/gitlab.js'
import { googleLogo } from './logos/google.js'
import { huggingFaceLogo } from './logos/hugging-face.js'
import { keycloakLogo } from './logos/keycloak.js'
import { linkedinLogo } from './logos/linkedin.js'
import { logtoLogo } from './logos/logto.js'
import { mastodonLogo } from './logos/mastodon.js'
import { microsoftLogo } from './logos/microsoft.js'
import { oktaLogo } from './logos/okta.js'
import { openrouterLogo } from './logos/openrouter.js'
import { oryLogo } from './logos/ory.js'
import { redditLogo } from './logos/reddit.js'
import { slackLogo } from './logos/slack.js'
import { spotifyLogo } from './logos/spotify.js'
import { supabaseLogo } from './logos/supabase.js'
import { twitchLogo } from './logos/twitch.js'
import { workosLogo } from './logos/workos.js'
import { xLogo } from './logos/x.js'
import { zitadelLogo } from './logos/zitadel.js'

/**
 * https://developers.google.com/identity/branding-guidelines: the G in four colours, on white, black or light
 * grey only.
 */
export const googleButton: Brand = {
  id: 'google',
  name: 'Google',
  logo: googleLogo,
  own: [
    { fill: '#fff', text: '#1f1f1f', line: '#747775' },
    { fill: '#131314', text: '#e3e3e3', line: '#8e918f' },
  ],
  font: '"Google Sans", Roboto, Arial, sans-serif',
}

/** https://github.com/logos: the mark in black or white. */
export const githubButton: Brand = {
  id: 'github',
  name: 'GitHub',
  logo: githubLogo,
  ink: ['#1f2328', '#fff'],
  own: [
    { fill: '#1f2328', text: '#fff' },
    { fill: '#fff', text: '#1f2328' },
  ],
}

/** https://about.meta.com/brand/resources/facebook/logo: "Log in with" or "Continue with"; blue and white. */
export const facebookButton: Brand = {
  id: 'facebook',
  name: 'Facebook',
  logo: facebookLogo,
  ink: ['#0866ff', '#0866ff'],
  own: { fill: '#0866ff', text: '#fff' },
  says: { 'sign-in': 'log-in' },
}

/**
 * https://developer.spotify.com/documentation/design: the green logo on black or white only, else black or
 * white.
 */
export const spotifyButton: Brand = {
  id: 'spotify',
  name: 'Spotify',
  logo: spotifyLogo,
  ink: ['#1ed760', '#1ed760'],
  dark: { fill: '#000', text: '#fff', line: '#8e918f', logo: '#1ed760' },
  neutral: { fill: '#f2f2f2', text: '#1f1f1f', logo: '#000' },
  own: { fill: '#1ed760', text: '#000' },
}

/** https://learn.microsoft.com/entra/identity-platform/howto-add-branding-in-apps */
export const microsoftButton: Brand = {
  id: 'microsoft',
  name: 'Microsoft',
  logo: microsoftLogo,
  light: { fill: '#fff', text: '#5e5e5e', line: '#8c8c8c' },
  dark: { fill: '#2f2f2f', text: '#fff' },
  own: [
    { fill: '#fff', text: '#5e5e5e', line: '#8c8c8c' },
    { fill: '#2f2f2f', text: '#fff' },
  ],
  font: '"Segoe UI", system-ui, sans-serif',
}

/**
 * https://developer.apple.com/design/human-interface-guidelines/sign-in-with-apple: black on light, white on
 * dark, or white with a line; nothing else. The text is 43 % as high as the button.
 */
export const appleButton: Brand = {
  id: 'apple',
  name: 'Apple',
  logo: appleLogo,
  light: { fill: '#fff', text: '#000', line: '#000' },
  dark: { fill: '#fff', text: '#000' },
  neutral: { fill: '#fff', text: '#000', line: '#000' },
  own: [
    { fill: '#000', text: '#fff' },
    { fill: '#fff', text: '#000' },
  ],
  font: '-apple-system, "SF Pro Text", system-ui, sans-serif',
  textSize: 'calc(var(--_size) * 0.43)',
}

/** https://discord.com/branding: Clyde in white, black or blurple. */
export const discordButton: Brand = {
  id: 'discord',
  name: 'Discord',
  logo: discordLogo,
  ink: ['#5865f2', '#fff'],
  own: { fill: '#5865f2', text: '#fff' },
}

/** https://brand.twitch.tv */
export const twitchButton: Brand = {
  id: 'twitch',
  name: 'Twitch',
  logo: twitchLogo,
  ink: ['#9146ff', '#9146ff'],
  own: { fill: '#9146ff', text: '#fff' },
}

/** https://brand.linkedin.com: the [in] in blue, black or white. */
export const linkedinButton: Brand = {
  id: 'linkedin',
  name: 'LinkedIn',
  logo: linkedinLogo,
  ink: ['#0a66c2', '#fff'],
  own: { fill: '#0a66c2', text: '#fff' },
}

/** https://about.x.com/en/who-we-are/brand-toolkit: black and white. */
export const xButton: Brand = {
  id: 'x',
  name: 'X',
  logo: xLogo,
  ink: ['#000', '#fff'],
  own: [
    { fill: '#000', text: '#fff' },
    { fill: '#fff', text: '#000' },
  ],
}

/** https://about.gitlab.com/press/press-kit */
export const gitlabButton: Brand = {
  id: 'gitlab',
  name: 'GitLab',
  logo: gitlabLogo,
  own: [
    { fill: '#171321', text: '#fff' },
    { fill: '#171321', text: '#fff', line: '#8e918f' },
  ],
}

/** https://atlassian.design/foundations/logos */
export const bitbucketButton: Brand = {
  id: 'bitbucket',
  name: 'Bitbucket',
  logo: bitbucketLogo,
  ink: ['#0052cc', '#579dff'],
  own: { fill: '#0052cc', text: '#fff' },
}

/** https://api.slack.com/authentication/sign-in-with-slack: the mark in four colours. */
export const slackButton: Brand = {
  id: 'slack',
  name: 'Slack',
  logo: slackLogo,
  own: { fill: '#4a154b', text: '#fff' },
}

/** https://www.dropbox.com/branding */
export const dropboxButton: Brand = {
  id: 'dropbox',
  name: 'Dropbox',
  logo: dropboxLogo,
  ink: ['#0061ff', '#fff'],
  own: { fill: '#0061ff', text: '#fff' },
}

/**
 * https://www.redditinc.com/brand. White on its OrangeRed has too little contrast: the darker one of its own
 * site.
 */
export const redditButton: Brand = {
  id: 'reddit',
  name: 'Reddit',
  logo: redditLogo,
  ink: ['#ff4500', '#ff4500'],
  own: { fill: '#d93900', text: '#fff' },
}

/** https://huggingface.co/brand */
export const huggingFaceButton: Brand = {
  id: 'hugging-face',
  name: 'Hugging Face',
  logo: huggingFaceLogo,
  own: [
    { fill: '#0b0f19', text: '#fff' },
    { fill: '#fff', text: '#0b0f19' },
  ],
}

/** https://auth0.com/design */
export const auth0Button: Brand = {
  id: 'auth0',
  name: 'Auth0',
  logo: auth0Logo,
  ink: ['#eb5424', '#eb5424'],
  own: [
    { fill: '#191919', text: '#fff', logo: '#eb5424' },
    { fill: '#191919', text: '#fff', line: '#8e918f', logo: '#eb5424' },
  ],
}

/** https://www.okta.com/press-room/media-assets: black and white. */
export const oktaButton: Brand = {
  id: 'okta',
  name: 'Okta',
  logo: oktaLogo,
  ink: ['#191919', '#fff'],
  own: [
    { fill: '#191919', text: '#fff' },
    { fill: '#fff', text: '#191919' },
  ],
}

/** https://www.linuxfoundation.org/legal/trademark-usage */
export const keycloakButton: Brand = {
  id: 'keycloak',
  name: 'Keycloak',
  logo: keycloakLogo,
  ink: ['#4d4d4d', '#fff'],
  own: { fill: '#4d4d4d', text: '#fff' },
}

/** https://aws.amazon.com/architecture/icons */
export const cognitoButton: Brand = {
  id: 'cognito',
  name: 'Amazon Cognito',
  logo: cognitoLogo,
  ink: ['#dd344c', '#ff5d64'],
  own: { fill: '#232f3e', text: '#fff', logo: '#ff5d64' },
}

/** https://logto.io */
export const logtoButton: Brand = {
  id: 'logto',
  name: 'Logto',
  logo: logtoLogo,
  ink: ['#5d34f2', '#af9eff'],
  own: { fill: '#5d34f2', text: '#fff' },
}

/** https://zitadel.com */
export const zitadelButton: Brand = {
  id: 'zitadel',
  name: 'ZITADEL',
  logo: zitadelLogo,
  ink: ['#1f1f1f', '#fff'],
  own: { fill: '#5469d4', text: '#fff' },
}

/** https://goauthentik.io. White on its orange has too little contrast. */
export const authentikButton: Brand = {
  id: 'authentik',
  name: 'authentik',
  logo: authentikLogo,
  ink: ['#fd4b2d', '#fd4b2d'],
  own: [
    { fill: '#18191a', text: '#fff', logo: '#fd4b2d' },
    { fill: '#18191a', text: '#fff', line: '#8e918f', logo: '#fd4b2d' },
  ],
}

/** https://www.ory.com/brand */
export const oryHydraButton: Brand = {
  id: 'ory-hydra',
  name: 'Ory',
  logo: oryLogo,
  ink: ['#4f46e5', '#a5b4fc'],
  own: { fill: '#4f46e5', text: '#fff' },
}

/** https://supabase.com/brand-assets */
export const supabaseButton: Brand = {
  id: 'supabase',
  name: 'Supabase',
  logo: supabaseLogo,
  ink: ['#3ecf8e', '#3ecf8e'],
  own: { fill: '#3ecf8e', text: '#171717' },
}

/** https://clerk.com */
export const clerkButton: Brand = {
  id: 'clerk',
  name: 'Clerk',
  logo: clerkLogo,
  ink: ['#6c47ff', '#fff'],
  own: { fill: '#6c47ff', text: '#fff' },
}

/** https://workos.com */
export const workosButton: Brand = {
  id: 'workos',
  name: 'WorkOS',
  logo: workosLogo,
  ink: ['#6363f1', '#fff'],
  own: { fill: '#5b5bd6', text: '#fff' },
}

/** https://openrouter.ai */
export const openrouterButton: Brand = {
  id: 'openrouter',
  name: 'OpenRouter',
  logo: openrouterLogo,
  ink: ['#475569', '#94a3b8'],
  own: { fill: '#475569', text: '#fff' },
}

/** https://joinmastodon.org/branding. Say which server with `name="mastodon.social"`. */
export const mastodonButton: Brand = {
  id: 'mastodon',
  name: 'Mastodon',
  logo: mastodonLogo,
  ink: ['#6364ff', '#8c8dff'],
  own: { fill: '#563acc', text: '#fff' },
}

/** https://bsky.social/about/blog/press-faq */
export const blueskyButton: Brand = {
  id: 'bluesky',
  name: 'Bluesky',
  logo: blueskyLogo,
  ink: ['#1185fe', '#1185fe'],
  own: { fill: '#006aff', text: '#fff' },
}

/** Every button there is, for a page that shows them all. */
export const allButtons: readonly Brand[] = [
  googleButton,
  githubButton,
  facebookButton,
  spotifyButton,
  microsoftButton,
  appleButton,
  discordButton,
  twitchButton,
  linkedinButton,
  xButton,
  gitlabButton,
  bitbucketButton,
  slackButton,
  dropboxButton,
  redditButton,
  huggingFaceButton,
  auth0Button,
  oktaButton,
  keycloakButton,
  cognitoButton,
  logtoButton,
  zitadelButton,
  authentikButton,
  oryHydraButton,
  supabaseButton,
  clerkButton,
  workosButton,
  openrouterButton,
  mastodonButton,
  blueskyButton,
]
