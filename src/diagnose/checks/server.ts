import { type Check, good, note, problem, unknown, warning } from '../check.js'
import type { DocumentFacts, Facts } from '../facts.js'
import { listOf, textOf } from '../metadata.js'

/** An answer that takes longer is told. */
const slowMs = 2000

/** What the server says about itself. */
export const serverChecks: readonly Check[] = [
  {
    id: 'discovery',
    group: 'server',
    title: 'Metadata',
    why:
      "The server's metadata says where its endpoints are. A client asks for OpenID Connect's " +
      'document first, and for that of RFC 8414 where there is none.',
    errors: ['configuration', 'network', 'invalid-response', 'server-unavailable'],
    find({ documents, provider }) {
      if (documents.length === 0) return good('the app brings it along')
      const found = documents.find(isMetadata)
      const asked = documents.map(tell)
      if (found !== undefined) {
        const missing = ['authorization', 'token'].filter((name) => !found.endpoints?.includes(name))
        return missing.length > 0
          ? problem(
              `${found.url} has no ${missing.map((name) => `${name}_endpoint`).join(', no ')}`,
              'Give the address of the server that people sign in to: realm or tenant included.',
            )
          : good(asked.join('; '))
      }
      if (provider?.provider?.endpoints !== undefined) {
        return note(
          `${provider.name} publishes no metadata that a page can use; Hallpass has its endpoints`,
          `Use the preset of hallpass/providers for ${provider.name}.`,
        )
      }
      return problem(asked.join('; '), changeForSilence(documents))
    },
  },
  {
    id: 'issuer',
    group: 'server',
    title: 'Issuer, to the letter',
    why:
      'The issuer is compared character by character (RFC 8414, section 3.3), since `iss` and ' +
      'the ID Token are compared with it later.',
    errors: ['configuration', 'id-token-rejected'],
    find({ documents, issuer }) {
      const found = documents.find(isMetadata)
      if (found?.issuer === undefined) return undefined
      return found.issuer === issuer
        ? good(issuer)
        : problem(
            `The metadata says '${found.issuer}', and '${issuer}' was asked for.`,
            `Write it as the metadata has it: issuer: '${found.issuer}'`,
          )
    },
  },
  {
    id: 'pkce',
    group: 'server',
    title: 'PKCE with S256',
    why:
      'A page has no secret, so a code is bound to the page by PKCE (RFC 7636; RFC 9700, section ' +
      '2.1.1). Hallpass always sends S256.',
    errors: ['login-refused', 'configuration'],
    topic: 'pkce',
    find({ metadata, provider }) {
      const methods = listOf(metadata.code_challenge_methods_supported)
      if (methods?.includes('S256')) return good(`code_challenge_methods_supported: ${methods.join(', ')}`)
      if (provider?.provider?.pkce === 'none') {
        const seen = `${provider.name} knows no PKCE.`
        const change = 'Sign in through a server part (hallpass/server), which alone may redeem such a code.'
        // With its secret, a server part binds the code to itself.
        return provider.provider.mode === 'server' ? warning(seen, change) : problem(seen, change)
      }
      if (methods !== undefined) {
        return problem(
          `The server knows ${methods.join(', ') || 'no method'}, and not S256.`,
          'Turn on PKCE with S256 at the server.',
        )
      }
      return hasMetadata(metadata)
        ? warning(
            'The metadata says nothing of code_challenge_methods_supported.',
            'Make sure that the server checks code_verifier: a code redeemed with a wrong one has ' +
              'to be refused.',
          )
        : undefined
    },
  },
  {
    id: 'iss',
    group: 'server',
    title: 'Issuer in answers',
    why:
      'With `iss` in the answer to a login a client knows which server sent it, and an answer of ' +
      "one server cannot be passed off as another's (RFC 9207; RFC 9700, section 4.4).",
    errors: ['callback-rejected'],
    find({ metadata, authorization, provider }) {
      const declared = metadata.authorization_response_iss_parameter_supported === true
      if (authorization?.iss === 'wrong') {
        return problem(
          'The answer to a login carries the iss of another issuer.',
          'Give the issuer that the answers carry, or let the server send its own.',
        )
      }
      if (declared && authorization?.iss === 'absent') {
        return problem(
          'The metadata promises iss, and an answer came without it.',
          'Look for what removes query parameters on the way: a proxy, or a setting of the client.',
        )
      }
      if (declared || authorization?.iss === 'right')
        return good(declared ? 'declared in the metadata' : 'sent, and not declared')
      if (!hasMetadata(metadata)) return undefined
      return note(
        provider?.provider?.issMode === 'required' ? 'sent, and not declared' : 'not declared',
        'With several providers in one app give each a redirect URI of its own (createClients does).',
      )
    },
  },
  {
    id: 'refresh-tokens',
    group: 'server',
    title: 'Refresh tokens',
    why: 'Without a refresh token a session ends with its access token, often after some minutes.',
    errors: ['grant-refused'],
    topic: 'refresh',
    find({ metadata, provider, scope }) {
      const grants = listOf(metadata.grant_types_supported)
      const scopes = listOf(metadata.scopes_supported)
      const asksOffline = scope?.split(' ').includes('offline_access')
      if (provider?.provider?.refresh.tokens === 'none') {
        return note(`${provider.name} gives no refresh tokens: a session ends with its access token.`)
      }
      if (grants !== undefined && !grants.includes('refresh_token')) {
        return warning(
          `grant_types_supported has no refresh_token: ${grants.join(', ')}`,
          'Turn on refresh tokens, with rotation, for this client. Some servers give them and do not say ' +
            'so: sign in once, and look at the session in the devtools.',
        )
      }
      if (!hasMetadata(metadata)) return undefined
      if (scopes?.includes('offline_access') && asksOffline === false) {
        return note(
          "The server knows the scope offline_access, and 'scope' does not ask for it.",
          "Many servers give a refresh token only for it: scope: 'openid profile offline_access'",
        )
      }
      return good(
        [
          grants ? 'refresh_token is supported' : 'refresh_token is not excluded',
          scopes?.includes('offline_access') ? 'asked for with the scope offline_access' : undefined,
          rotationOf(provider?.provider?.refresh.tokens),
        ]
          .filter(Boolean)
          .join('; '),
      )
    },
  },
  {
    id: 'dpop',
    group: 'server',
    title: 'DPoP',
    why: 'A token that is bound to a key of this browser is of no use to whoever copies it (RFC 9449).',
    errors: ['configuration', 'dpop-nonce-refused'],
    find({ metadata, dpop }) {
      if (!hasMetadata(metadata)) return undefined
      const algorithms = listOf(metadata.dpop_signing_alg_values_supported)
      if (metadata.dpop_bound_access_tokens === true && dpop === false) {
        return problem(
          'The server gives only tokens that are bound to a key.',
          "Add dpop: dpop(), from 'hallpass/dpop'.",
        )
      }
      if (algorithms === undefined) {
        return dpop
          ? warning(
              'The app uses DPoP, and the metadata has no dpop_signing_alg_values_supported.',
              'Turn on DPoP at the server, or leave out the option dpop.',
            )
          : note('not declared')
      }
      if (algorithms.includes('ES256'))
        return good(`dpop_signing_alg_values_supported: ${algorithms.join(', ')}`)
      const seen = `The server takes ${algorithms.join(', ') || 'no algorithm'} in proofs, and not ES256.`
      return dpop ? problem(seen, 'Allow ES256 at the server, which hallpass/dpop signs with.') : note(seen)
    },
  },
  {
    id: 'par',
    group: 'server',
    title: 'Pushed requests',
    why:
      'With pushed authorization requests (RFC 9126) nothing of a login is in a URL that people ' +
      'or logs see.',
    errors: ['configuration'],
    find({ metadata }) {
      if (!hasMetadata(metadata)) return undefined
      const endpoint = textOf(metadata.pushed_authorization_request_endpoint)
      if (metadata.require_pushed_authorization_requests === true) {
        return endpoint
          ? note('required: Hallpass pushes by itself')
          : problem(
              'The server requires pushed requests, and names no endpoint for them.',
              'Let the metadata have pushed_authorization_request_endpoint.',
            )
      }
      return endpoint ? good('supported; pushed: true uses it') : note('not declared')
    },
  },
  {
    id: 'end-session',
    group: 'server',
    title: 'Sign-out at the server',
    why:
      "Without an end_session_endpoint a sign-out ends the app's session and its grant, and the " +
      "server's own session goes on: the next sign-in asks nothing.",
    errors: ['revocation-refused'],
    topic: 'sign-out',
    find({ metadata }) {
      if (!hasMetadata(metadata)) return undefined
      const has = (name: string): boolean => textOf(metadata[name]) !== undefined
      if (!has('revocation_endpoint')) {
        return warning(
          'no revocation_endpoint: tokens work until they end, also after a sign-out',
          'Turn on token revocation (RFC 7009) at the server, or keep access tokens short.',
        )
      }
      return has('end_session_endpoint')
        ? good('revocation_endpoint and end_session_endpoint')
        : note('revocation_endpoint, and no end_session_endpoint')
    },
  },
  {
    id: 'speed',
    group: 'server',
    title: 'Speed',
    why: 'A login and a renewal wait for the server, and people wait with them.',
    errors: ['timeout'],
    find({ slowest }) {
      if (slowest === undefined) return undefined
      const seen = `${slowest.url}: ${(slowest.tookMs / 1000).toFixed(1)} s`
      return slowest.tookMs < slowMs
        ? good(`each answer within ${slowMs / 1000} seconds`)
        : warning(seen, 'Look what the server waits for. A request is given up after the option timeoutMs.')
    },
  },
  {
    id: 'clock',
    group: 'server',
    title: 'Clock',
    why:
      'ID Tokens and DPoP proofs have times in them. A clock that is wrong by more than some ' +
      'seconds makes good ones look expired, or issued in the future.',
    errors: ['id-token-rejected'],
    find({ clock, seenFrom, documents, endpoints }) {
      if (clock === undefined) {
        const replies = [...documents, ...Object.values(endpoints).map(({ simple }) => simple)]
        if (!replies.some(({ reached }) => reached)) return unknown('The server did not answer.')
        return unknown(
          seenFrom === 'page'
            ? 'The server does not let this page read its Date header.'
            : 'The server sends no Date header.',
          'Access-Control-Expose-Headers: Date, at the token endpoint, lets a wrong clock be corrected.',
        )
      }
      const seconds = Math.round(Math.abs(clock.aheadMs) / 1000)
      if (Math.abs(clock.aheadMs) <= clock.exactToMs + 5000) return good('the same as the server’s')
      const seen =
        `This device's clock is ${seconds} s ` + `${clock.aheadMs > 0 ? 'ahead of' : 'behind'} the server's.`
      const change = "Set this device's clock, or the server's, by the network (NTP)."
      return Math.abs(clock.aheadMs) <= 30_000 ? warning(seen, change) : problem(seen, change)
    },
  },
]

/** What to do where no document was found. */
function changeForSilence(documents: readonly DocumentFacts[]): string {
  const statuses = documents.map(({ status }) => status)
  if (statuses.includes(429)) return 'The server wants fewer requests. Wait a while, and ask again.'
  if (statuses.every((status) => status !== undefined && status >= 500))
    return 'The server runs, and cannot answer now. Look at its log, and ask again.'
  if (documents.some(({ problem }) => problem === 'timeout'))
    return (
      'Something is there, and does not answer in time. Look whether the server is busy; npx hallpass ' +
      'doctor --timeout waits longer.'
    )
  return documents.some(({ reached }) => reached)
    ? 'Look at the issuer again, realm or tenant included: one of these addresses has to answer with JSON.'
    : 'Nothing answers there. Look at the host name, the port, and whether the server runs.'
}

function isMetadata(document: DocumentFacts): boolean {
  return document.isJson && document.issuer !== undefined
}

/** From Node a document that a page may not read is told as well. */
function tell({ url, reached, problem, status, isJson, issuer }: DocumentFacts): string {
  if (!reached) return `${url}: no answer${problem ? ` (${problem})` : ''}`
  if (isJson && issuer !== undefined) return `${url}: found`
  return `${url}: HTTP ${status ?? '?'}${isJson || status === 404 ? '' : ', and no JSON'}`
}

function hasMetadata(metadata: Facts['metadata']): boolean {
  return textOf(metadata.token_endpoint) !== undefined
}

function rotationOf(tokens: 'rotating' | 'steady' | 'unknown' | 'none' | undefined): string | undefined {
  if (tokens === 'rotating') return 'each works once (rotation)'
  return tokens === 'steady' ? 'they do not rotate' : undefined
}
