import type { KoaContextWithOIDC } from 'oidc-provider'
import type { ResolvedOptions } from '../options.js'
import { messagePage } from './message-page.js'
import { pageHeaders } from './page.js'

/** Where a sign-out ends that named no page of the application to return to. */
export function renderSignedOutPage(ctx: KoaContextWithOIDC, { origin }: ResolvedOptions): void {
  ctx.set({ ...pageHeaders })
  ctx.body = messagePage({
    title: 'You are signed out',
    text: 'This browser has no session here any more.',
    back: `${origin}/`,
  })
}
