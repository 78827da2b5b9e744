import { appleProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, tokenOfForm } from './simulator.js'

export interface SimulatedServicesId extends Omit<SimulatedClient, 'clientSecret'> {
  readonly teamId: string
  readonly keyId: string
  readonly publicKey: CryptoKey
}

/**
 * Apple: a JWT for a secret (ES256), the answer as a POST, the name once, and neither localhost nor an IP
 * address.
 */
export function simulateApple(services: SimulatedServicesId): Simulator {
  return createSimulator(
    {
      provider: appleProvider,
      endpoints: appleProvider.endpoints as Endpoints,
      cors: { token: false, api: false },
      secret: async (form) => isSecret(form.get('client_secret') ?? '', services),
      pkce: 'ignored',
      expiresIn: 3600,
      refresh: () => true,
      refusesRedirect: ({ protocol, hostname }) =>
        protocol !== 'https:' || /^(localhost|[\d.]+|\[.*)$/.test(hostname)
          ? 'invalid_request: Invalid redirect_uri'
          : undefined,
      idToken: ({ id, email }) => ({
        sub: `001.${id}`,
        email,
        email_verified: 'true',
        is_private_email: 'false',
      }),
      callbackFields({ name, email }, first): Readonly<Record<string, string>> {
        const [firstName, lastName] = name.split(' ')
        return first ? { user: JSON.stringify({ name: { firstName, lastName }, email }) } : {}
      },
      revoke: tokenOfForm,
      api: () => ({}),
    },
    services,
  )
}

/**
 * Sign in with Apple, "Creating a client secret": ES256, `kid`, `iss`, `sub`, `aud`, and `exp` within six
 * months.
 */
async function isSecret(
  jwt: string,
  { clientId, teamId, keyId, publicKey }: SimulatedServicesId,
): Promise<boolean> {
  const parts = jwt.split('.')
  if (parts.length !== 3) return false
  const [head, claims] = parts
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  const now = Date.now() / 1000
  const said =
    head.alg === 'ES256' &&
    head.kid === keyId &&
    claims.iss === teamId &&
    claims.sub === clientId &&
    claims.aud === 'https://appleid.apple.com' &&
    claims.exp > now &&
    claims.exp <= now + 15_777_000
  const signature = Buffer.from(parts[2] ?? '', 'base64url')
  const signed = Buffer.from(parts.slice(0, 2).join('.'))
  return said && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signature, signed)
}
