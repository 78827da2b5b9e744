import type { Provider } from './provider.js'

/**
 * The provider as `devProviders` of `hallpass/vite` simulates it: `https://github.com/login` is at
 * `{base}/github.com/login`. For a page that talks to the provider itself; where a server part does, it
 * knows.
 *
 * @param base Where the simulation is, without a slash at its end: `http://localhost:5173/simulators`.
 * @example
 * ```ts
 * const provider = import.meta.env.DEV
 *   ? relocateProvider(spotifyProvider, `${location.origin}/simulators`)
 *   : spotifyProvider
 * const auth = createClient(presetOf(provider, { clientId: '0123456789' }))
 * ```
 */
export function relocateProvider<Scope extends string>(
  provider: Provider<Scope>,
  base: string,
): Provider<Scope> {
  const moved = (url: string): string => url.replace(/^https:\//, base)
  const { endpoints, profile } = provider
  return {
    ...provider,
    ...(endpoints && {
      endpoints: Object.fromEntries(
        Object.entries(endpoints).map(([name, url]) => [name, moved(url)]),
      ) as unknown as typeof endpoints,
    }),
    ...(profile && {
      profile: {
        ...profile,
        requests: profile.requests.map(({ url, ...rest }) => ({ ...rest, ...(url && { url: moved(url) }) })),
      },
    }),
    redirectRules: { loopback: 'any' },
  }
}
