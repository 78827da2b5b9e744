export type { ButtonLoginOptions, ElementsClient } from './app.js'
export type { Brand, Look } from './brand.js'
export {
  allButtons,
  appleButton,
  auth0Button,
  authentikButton,
  bitbucketButton,
  blueskyButton,
  clerkButton,
  cognitoButton,
  discordButton,
  dropboxButton,
  facebookButton,
  githubButton,
  gitlabButton,
  googleButton,
  huggingFaceButton,
  keycloakButton,
  linkedinButton,
  logtoButton,
  mastodonButton,
  microsoftButton,
  oktaButton,
  openrouterButton,
  oryHydraButton,
  redditButton,
  slackButton,
  spotifyButton,
  supabaseButton,
  twitchButton,
  workosButton,
  xButton,
  zitadelButton,
} from './brands.js'
export { defineElements, type ElementsOptions, type UserOf } from './define-elements.js'
export type {
  HallpassButtonAttributes,
  HallpassErrorHandler,
  HallpassUserAttributes,
  HallpassWhenAttributes,
} from './element-attributes.js'
export type { HallpassButton, HallpassUser, HallpassWhen } from './element-types.js'
export type { ErrorDetail } from './error-event.js'
export { type Action, english, type Language } from './language.js'
export {
  allLanguages,
  arabic,
  czech,
  dutch,
  french,
  german,
  hebrew,
  hindi,
  italian,
  japanese,
  korean,
  polish,
  portuguese,
  russian,
  simplifiedChinese,
  spanish,
  swedish,
  traditionalChinese,
  turkish,
  ukrainian,
} from './languages.js'
export type { Logo, Shape } from './logo.js'
export type { Theme } from './look.js'
export type { Person } from './person.js'
