import type { errors, KoaContextWithOIDC, Provider } from 'oidc-provider'

/**
 * Adds to a refusal why the request was refused: "refresh token already used" and not "grant request is
 * invalid". A real server tells that to its log alone. Here the person who reads the answer is the one who
 * can do something about it.
 */
export function explainRefusals(provider: Provider): void {
  const explain = (ctx: KoaContextWithOIDC, { error_detail }: errors.OIDCProviderError) => {
    const body: unknown = ctx.body
    if (error_detail !== undefined && typeof body === 'object' && body !== null) {
      ctx.body = { ...body, error_description: error_detail }
    }
  }
  provider.on('grant.error', explain)
  provider.on('pushed_authorization_request.error', explain)
  provider.on('revocation.error', explain)
}
