export type OidcProvider = typeof import('oidc-provider')

/** `oidc-provider` is an optional peer dependency: only those who want this server install it. */
export async function loadOidcProvider(
  load: () => Promise<OidcProvider> = () => import('oidc-provider'),
): Promise<OidcProvider> {
  try {
    return await load()
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

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    // Not when it is installed and one of its own dependencies is missing.
    error.message.includes("'oidc-provider'")
  )
}
