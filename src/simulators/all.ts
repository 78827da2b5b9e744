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

/**
 * Every provider that one registration is enough for. Apple's has a key, and Mastodon's an instance: they are
 * made on their own.
 */
export function simulateAll(client?: SimulatedClient): readonly Simulator[] {
  return [
    simulateGoogle(client),
    simulateGithub(client),
    simulateFacebook(client),
    simulateMicrosoft(client),
    simulateDiscord(client),
    simulateSpotify(client),
    simulateTwitch(client),
    simulateLinkedin(client),
    simulateX(client),
    simulateGitlab(client),
    simulateBitbucket(client),
    simulateSlack(client),
    simulateDropbox(client),
    simulateReddit(client),
    simulateHuggingFace(client),
    simulateOpenrouter(),
  ]
}
