import type Provider from 'oidc-provider'

/**
 * Lets the UserInfo endpoint take the access tokens made for an API, if they carry the `openid` scope.
 * oidc-provider keeps the two apart and does not store a JWT it has issued; other servers put both into one
 * audience, and an app that asks for a single token expects to learn with it who signed in. So each JWT gets
 * a record, without an audience.
 */
export function acceptApiTokensAtUserinfo(provider: Provider): void {
  provider.on('grant.success', async (ctx) => {
    const { AccessToken: token, Client: client, RefreshToken, AuthorizationCode } = ctx.oidc.entities
    const { acr, authTime } = RefreshToken ?? AuthorizationCode ?? {}
    const value: unknown = (ctx.body as { access_token?: unknown }).access_token
    if (token?.aud === undefined || client === undefined || typeof value !== 'string') return
    const now = Math.floor(Date.now() / 1000)
    const { accountId, expiration, grantId, gty, jkt, scope } = token
    const { clientId } = client
    await provider.AccessToken.adapter.upsert(
      value,
      {
        kind: 'AccessToken',
        jti: value,
        iat: now,
        exp: now + expiration,
        accountId,
        clientId,
        grantId,
        gty,
        jkt,
        scope,
        // These two are no part of a record of oidc-provider. A step-up compares them.
        acr,
        authTime,
      },
      expiration,
    )
  })
}
