import {
  bitbucketProvider,
  discordProvider,
  dropboxProvider,
  facebookProvider,
  githubProvider,
  gitlabProvider,
  googleProvider,
  huggingFaceProvider,
  linkedinProvider,
  microsoftProvider,
  type Provider,
  redditProvider,
  slackProvider,
  spotifyProvider,
  twitchProvider,
  xProvider,
} from '../../src/providers/index.js'

/** The providers of the page, which the server and the page agree about. */
export const providers: readonly Provider[] = [
  googleProvider,
  githubProvider,
  microsoftProvider(),
  facebookProvider,
  spotifyProvider,
  discordProvider,
  gitlabProvider(),
  slackProvider,
  linkedinProvider,
  xProvider,
  twitchProvider,
  bitbucketProvider,
  dropboxProvider,
  redditProvider,
  huggingFaceProvider,
]

/** What the page is told: who is real, and the client id there. */
export type RealClientIds = Readonly<Record<string, string>>

/** Where the simulators are, below the origin of the page. */
export const simulatorsPath = '/simulators'
export const simulatedClientId = 'demo'
