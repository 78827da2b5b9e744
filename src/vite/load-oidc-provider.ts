export type OidcProvider = typeof import('oidc-provider')

/** `oidc-provider` is an optional peer dependency: only those who want this server install it. */
export async function loadOidcProvider(
  load: () => Promise<OidcProvider> = () => import('oidc-provider'),
): Promise<OidcProvider> {
  try {
    return await withoutRuntimeWarning(load)
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new Error(
      'The development authorization server of hallpass/vite runs on oidc-provider, which is not ' +
        'installed. ' +
        'Install it with: npm install --save-dev oidc-provider',
      { cause: error },
    )
  }
}

/**
 * oidc-provider warns at its import that Node 20 is not a runtime it supports in production. This server is
 * tested with Node 20.19 and not for production, so that one line is kept from the terminal, and no other.
 */
async function withoutRuntimeWarning(load: () => Promise<OidcProvider>): Promise<OidcProvider> {
  const { warn } = console
  const filtered = (...lines: unknown[]): void => {
    if (!/oidc-provider WARNING: Unsupported runtime/.test(String(lines[0]))) warn.apply(console, lines)
  }
  console.warn = filtered
  try {
    return await load()
  } finally {
    // Another program, such as a test runner, may have replaced the function meanwhile.
    if (console.warn === filtered) console.warn = warn
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    // The condition is false where the package is installed and one of its own dependencies is missing.
    error.message.includes("'oidc-provider'")
  )
}
