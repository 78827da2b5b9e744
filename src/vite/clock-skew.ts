import { createHash, createPrivateKey, sign } from 'node:crypto'
import type Provider from 'oidc-provider'
import type { SigningKey } from './signing-key.js'

/** The claims of ID Tokens and access tokens that are times (in seconds since the epoch). */
const times = ['iat', 'exp', 'nbf', 'auth_time']

/**
 * Makes tokens as a server with a wrong clock would: all times in them are shifted by this many seconds, and
 * the tokens are signed again.
 */
export function applyClockSkew(provider: Provider, key: SigningKey, skewSeconds: number): void {
  if (skewSeconds === 0) return
  provider.use(async (ctx, next) => {
    await next()
    ctx.set('Date', new Date(Date.now() + skewSeconds * 1000).toUTCString())
  })
  provider.on('grant.success', (ctx) => {
    const body = ctx.body as Record<string, unknown>
    const accessToken = shifted(body.access_token, key, skewSeconds)
    const idToken = shifted(body.id_token, key, skewSeconds, accessToken)
    ctx.body = {
      ...body,
      ...(accessToken !== undefined && { access_token: accessToken }),
      ...(idToken !== undefined && { id_token: idToken }),
    }
  })
}

/** The same JWT with its times shifted; `undefined` where it is none. */
function shifted(
  token: unknown,
  key: SigningKey,
  skewSeconds: number,
  accessToken?: string,
): string | undefined {
  if (typeof token !== 'string') return undefined
  const [header = '', payload = '', signature] = token.split('.')
  if (signature === undefined) return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  for (const name of times) {
    const time = claims[name]
    if (typeof time === 'number') claims[name] = time + skewSeconds
  }
  // The ID Token names the access token that it was issued with (OpenID Connect Core, section 3.1.3.6).
  if ('at_hash' in claims && accessToken !== undefined) {
    claims.at_hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
  }
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' })
  const made = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${made.toString('base64url')}`
}
