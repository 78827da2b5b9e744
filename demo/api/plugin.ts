import { createRemoteJWKSet } from 'jose'
import type { Connect, Plugin } from 'vite'
import type { AccessTokenRules } from './bearer-token.js'
import { answerMe } from './me.js'

/** The protected API of the demo, in the same server as the page. */
export function demoApi(): Plugin {
  const mount = ({ middlewares }: { middlewares: Connect.Server }) => {
    const rulesFor = createRules()
    middlewares.use('/api/me', (request, response, next) => {
      answerMe(request, response, rulesFor(request.headers.host ?? 'localhost')).catch(next)
    })
  }
  return { name: 'demo:api', configureServer: mount, configurePreviewServer: mount }
}

/**
 * A deployed API has one issuer, from its configuration. The one here has the name and port that the page was
 * opened with; Vite has refused every `Host` that is not this machine's (`server.allowedHosts`) before a
 * request gets here.
 */
function createRules(): (host: string) => AccessTokenRules {
  const known = new Map<string, AccessTokenRules>()
  return (host) => {
    const origin = `http://${host}`
    const rules = known.get(host) ?? {
      issuer: `${origin}/oidc`,
      audience: `${origin}/api`,
      scope: 'read:me',
      keys: createRemoteJWKSet(new URL(`${origin}/oidc/jwks`)),
    }
    known.set(host, rules)
    return rules
  }
}
