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
import type { ServerProvider } from '../../src/server/index.js'

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

/** Those behind the server part, with their registrations: `GITHUB_CLIENT_ID` and `GITHUB_CLIENT_SECRET`. */
export function serverProviders(): Readonly<Record<string, ServerProvider>> {
  return Object.fromEntries(
    providers
      .filter(({ mode }) => mode === 'server')
      .map((provider) => {
        const prefix = provider.id.replaceAll('-', '_').toUpperCase()
        return [
          provider.id,
          {
            provider,
            clientId: (env) => env[`${prefix}_CLIENT_ID`],
            clientSecret: (env) => env[`${prefix}_CLIENT_SECRET`],
          },
        ]
      }),
  )
}
