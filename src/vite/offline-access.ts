import type { Configuration } from 'oidc-provider'

type ExtraParams = Exclude<Configuration['extraParams'], undefined | readonly string[] | ReadonlySet<string>>

// This parameter goes along with a pushed authorization request, whose own scope has been removed by the time
// it is used.
const marker = 'offline_access_asked'

/**
 * Keeps `offline_access` in a request without `prompt=consent`. oidc-provider drops it there, as OpenID
 * Connect Core, section 11, allows; this server treats everybody as having consented before ("other
 * conditions … are in place"), as most servers do with a first-party application. A check of an extra
 * parameter runs right after the scope was cut.
 */
export const offlineAccessWithoutConsent: ExtraParams = {
  async [marker](ctx, asked) {
    const { params } = ctx.oidc
    if (params === undefined) return
    const sent = ctx.method === 'POST' ? ctx.oidc.body?.scope : ctx.query.scope
    if (asked !== undefined || words(sent).includes('offline_access')) {
      params[marker] = 'yes'
      params.scope = [...new Set([...words(params.scope), 'offline_access'])].join(' ')
    }
  },
}

function words(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : []
}
