import { simulateBitbucket } from './bitbucket.js'
import { simulateDiscord } from './discord.js'
import { simulateDropbox } from './dropbox.js'
import { simulateFacebook } from './facebook.js'
import { simulateGithub } from './github.js'
import { simulateGitlab } from './gitlab.js'
import { simulateGoogle } from './google.js'
import { simulateHuggingFace } from './hugging-face.js'
import { simulateLinkedin } from './linkedin.js'
import { simulateMicrosoft } from './microsoft.js'
import { simulateOpenrouter } from './openrouter.js'
import { simulateReddit } from './reddit.js'
import type { SimulatedClient, Simulator } from './simulator.js'
import { simulateSlack } from './slack.js'
import { simulateSpotify } from './spotify.js'
import { simulateTwitch } from './twitch.js'
import { simulateX } from './x.js'

/** The providers that are simulated, and that one registration is enough for. */
export type SimulatedProviderId =
  | 'google'
  | 'github'
  | 'facebook'
  | 'microsoft'
  | 'discord'
  | 'spotify'
  | 'twitch'
  | 'linkedin'
  | 'x'
  | 'gitlab'
  | 'bitbucket'
  | 'slack'
  | 'dropbox'
  | 'reddit'
  | 'hugging-face'
  | 'openrouter'

/** Apple's registration has a key, and Mastodon's an instance: they are made on their own. */
const simulate: Readonly<Record<SimulatedProviderId, (client?: SimulatedClient) => Simulator>> = {
  google: simulateGoogle,
  github: simulateGithub,
  facebook: simulateFacebook,
  microsoft: simulateMicrosoft,
  discord: simulateDiscord,
  spotify: simulateSpotify,
  twitch: simulateTwitch,
  linkedin: simulateLinkedin,
  x: simulateX,
  gitlab: simulateGitlab,
  bitbucket: simulateBitbucket,
  slack: simulateSlack,
  dropbox: simulateDropbox,
  reddit: simulateReddit,
  'hugging-face': simulateHuggingFace,
  openrouter: simulateOpenrouter,
}

/** The simulators of these providers; of all of them, where none is named. */
export function simulateAll(
  client?: SimulatedClient,
  ids: readonly SimulatedProviderId[] = Object.keys(simulate) as SimulatedProviderId[],
): readonly Simulator[] {
  return ids.map((id) => simulate[id](client))
}

/** The names of all providers that are simulated. */
export const simulatedIds: readonly SimulatedProviderId[] = Object.keys(simulate) as SimulatedProviderId[]
