/**
 * What the pages of the demo may do (SECURITY.md), in development and in a build: scripts and styles of this
 * origin alone, none in the HTML, no `eval`, and no string where markup is expected (Trusted Types).
 *
 * @param api The API of another origin, where there is one.
 */
export function pagePolicy(api: string | undefined): string {
  return [
    "default-src 'self'",
    // Vite's development client listens on a WebSocket. A provider is asked by the page itself, over https:,
    // where its credentials are in the environment.
    `connect-src 'self' ws: https: ${api === undefined ? '' : new URL(api).origin}`.trim(),
    "img-src 'self' data: https:",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
