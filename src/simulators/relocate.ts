import type { Provider } from '../providers/provider.js'

/**
 * The provider as it is below `base`, where `serveSimulators` (serve.ts) answers: `https://github.com/login`
 * is at `{base}/github.com/login`.
 */
export function relocate<Scope extends string>(provider: Provider<Scope>, base: string): Provider<Scope> {
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
