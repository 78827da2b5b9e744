import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { ResolvedOptions } from '../options.js'
import { messagePage } from './message-page.js'
import { pageHeaders } from './page.js'

/**
 * An authorization request that cannot be answered at the application, as its redirect URI is not to be
 * trusted.
 */
export function renderErrorPage(ctx: KoaContextWithOIDC, out: ErrorOut, options: ResolvedOptions): void {
  ctx.set({ ...pageHeaders })
  ctx.body = messagePage({
    title: 'This request cannot go on',
    text: advice(ctx, out, options),
    details: {
      error: out.error,
      ...(out.error_description === undefined ? {} : { error_description: out.error_description }),
    },
    back: `${options.origin}/`,
  })
}

function advice(ctx: KoaContextWithOIDC, out: ErrorOut, { clients }: ResolvedOptions): string {
  const sent = (name: string) => String(ctx.oidc.params?.[name] ?? ctx.query[name] ?? '')
  const client = clients.find(({ clientId }) => clientId === sent('client_id'))
  if (out.error === 'invalid_client' && client === undefined) {
    return (
      `There is no client '${sent('client_id')}' here. Known: ` +
      `${clients.map(({ clientId }) => clientId).join(', ')}.`
    )
  }
  if (out.error === 'invalid_redirect_uri' && client !== undefined) {
    const allowed = [...client.redirectUris, ...client.origins.map((origin) => `any URL on ${origin}`)]
    return (
      `'${sent('redirect_uri')}' is not a redirect URI of '${client.clientId}'. Allowed: ` +
      `${allowed.join(', ')}.`
    )
  }
  return 'The application sent something that this server cannot answer with a redirect.'
}
