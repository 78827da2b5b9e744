import { type Check, good, note, type Outcome, problem, warning } from '../check.js'
import type { EndpointFacts, EndpointName, Facts, Reply } from '../facts.js'
import { textOf } from '../metadata.js'

/** What a page of the app's origin may ask the server, and read of its answers. */
export const corsChecks: readonly Check[] = [
  {
    id: 'discovery-cors',
    group: 'cors',
    title: 'A page may read the metadata',
    why:
      'A page asks for the metadata itself, and reads it only with the leave of CORS. Many ' +
      'proxies answer such a request without the headers.',
    errors: ['network'],
    topic: 'origins',
    find({ documents, origin, provider }) {
      const found = documents.find(({ isJson, issuer }) => isJson && issuer !== undefined)
      if (found === undefined) return undefined
      if (found.readable) return good(tellAllowed(found, origin))
      const change =
        'Allow the origin there, or give createClient the metadata itself: issuer: { issuer, ' +
        'authorization_endpoint, token_endpoint, … }'
      return provider?.provider?.endpoints
        ? note(`${tellRefused(found, origin)} The preset of ${provider.name} brings it along.`)
        : problem(tellRefused(found, origin), change)
    },
  },
  endpointCheck({
    id: 'jwks-cors',
    name: 'jwks',
    title: 'A page may read the keys',
    why:
      'The keys that ID Tokens are signed with. Hallpass takes ID Tokens from the token endpoint ' +
      'alone, over TLS, and does not ask for the keys; an API or another library does.',
    errors: [],
    onRefusal: (seen) => note(seen),
  }),
  {
    ...endpointCheck({
      id: 'token-cors',
      name: 'token',
      title: 'A page may use the token endpoint',
      why:
        "The page redeems its code, and renews its tokens, at the token endpoint. Hallpass's " +
        'request needs no preflight: a form, with the client id in it.',
      errors: ['network'],
      onRefusal: (seen, { provider }) =>
        provider?.provider?.mode === 'server'
          ? note(`${seen} ${provider.name} needs a server part: ${provider.provider.needsServer ?? ''}.`)
          : problem(seen, allowOrigin),
    }),
    topic: 'origins',
  },
  {
    id: 'token-dpop-cors',
    group: 'cors',
    title: 'A page may send DPoP proofs',
    why:
      'A proof is a header of its own, so the browser asks first (a preflight), and the nonce of ' +
      'the answer has to be readable (RFC 9449, section 8).',
    errors: ['network', 'dpop-nonce-refused'],
    topic: 'origins',
    find({ endpoints, dpop, metadata }) {
      const token = endpoints.token
      if (token?.dpopPreflight === undefined || dpop === false) return undefined
      if (dpop === undefined && metadata.dpop_signing_alg_values_supported === undefined) return undefined
      if (!token.dpopPreflight.allowed) {
        const seen =
          `${token.url} does not allow the header DPoP (HTTP ` + `${token.dpopPreflight.status ?? '?'}).`
        const change = 'Access-Control-Allow-Headers: DPoP, and Access-Control-Expose-Headers: DPoP-Nonce'
        return dpop ? problem(seen, change) : note(seen, change)
      }
      // An answer without a proof need not name it, so this is no warning.
      return dpop && isHidden(token.simple, 'dpop-nonce')
        ? note(
            'The header DPoP is allowed. DPoP-Nonce is not exposed in an answer without a proof.',
            'If the server asks for nonces: Access-Control-Expose-Headers: DPoP-Nonce',
          )
        : good('the header DPoP is allowed')
    },
  },
  {
    id: 'token-headers',
    group: 'cors',
    title: 'Headers that a page may read',
    why: 'Retry-After says how long to wait when the server is busy; Date lets a wrong clock be corrected.',
    errors: ['server-unavailable', 'id-token-rejected'],
    find({ endpoints, seenFrom }) {
      const token = endpoints.token
      if (token === undefined || !token.simple.readable || seenFrom === 'page') return undefined
      const hidden = ['Date', 'Retry-After'].filter((name) => isHidden(token.simple, name.toLowerCase()))
      return hidden.length === 0
        ? good('Date and Retry-After')
        : note(
            `not exposed: ${hidden.join(', ')}`,
            `Access-Control-Expose-Headers: ${hidden.join(', ')} makes failures clearer. Nothing ` +
              'fails without it.',
          )
    },
  },
  {
    ...endpointCheck({
      id: 'revocation-cors',
      name: 'revocation',
      title: 'A page may revoke',
      why: 'A sign-out revokes the grant (RFC 7009). Where a page may not, its tokens work until they end.',
      errors: ['revocation-refused', 'network'],
      onRefusal: (seen, { provider }) =>
        provider?.provider?.revokeFromPage === false
          ? note(`${seen} The preset of ${provider.name} knows, and leaves it to a server part.`)
          : warning(seen, allowOrigin),
    }),
    topic: 'origins',
  },
  {
    id: 'userinfo-cors',
    group: 'cors',
    title: 'A page may ask who the person is',
    why: 'userInfo() sends the token in a header, so the browser asks first (a preflight).',
    errors: ['network'],
    topic: 'origins',
    find(facts) {
      const { userinfo } = facts.endpoints
      if (userinfo === undefined) {
        return textOf(facts.metadata.token_endpoint)
          ? note('no userinfo_endpoint: the ID Token says it all')
          : undefined
      }
      const { preflight, simple, url } = userinfo
      if (!simple.reached) return unreachable(userinfo)
      const problems = [
        preflight?.allowed === false
          ? 'the preflight is refused (HTTP ' +
            `${preflight.status ?? '?'}${refusedHeaders(preflight.refusedHeaders)})`
          : undefined,
        simple.readable ? undefined : 'the answer may not be read',
      ].filter(Boolean)
      if (problems.length === 0) return good(url)
      return warning(
        `${url}: ${problems.join(', and ')}.`,
        `${allowOrigin} Allow the header Authorization as well: Access-Control-Allow-Headers: Authorization`,
      )
    },
  },
]

const allowOrigin =
  "Enter the app's origin at the server (allowed origins, web origins, CORS): Access-Control-Allow-Origin."

interface EndpointCheck {
  readonly id: string
  readonly name: EndpointName
  readonly title: string
  readonly why: string
  readonly errors: Check['errors']
  readonly onRefusal: (seen: string, facts: Facts) => Outcome
}

function endpointCheck({ id, name, title, why, errors, onRefusal }: EndpointCheck): Check {
  return {
    id,
    group: 'cors',
    title,
    why,
    errors,
    find(facts) {
      const endpoint = facts.endpoints[name]
      if (endpoint === undefined) return undefined
      if (!endpoint.simple.reached) {
        const outcome = unreachable(endpoint)
        // A page that leaves an endpoint to its server part need not reach it.
        return facts.provider?.provider?.mode === 'server' ? note(outcome.seen) : outcome
      }
      if (endpoint.simple.readable)
        return good(`${endpoint.url}: ${tellAllowed(endpoint.simple, facts.origin)}`)
      return onRefusal(`${endpoint.url}: ${tellRefused(endpoint.simple, facts.origin)}`, facts)
    },
  }
}

function unreachable({ url, simple }: EndpointFacts): Outcome {
  return problem(
    `${url}: no answer${simple.problem ? ` (${simple.problem})` : ''}.`,
    'Look at the address in the metadata: is it reachable from where the app is used, and is its ' +
      'certificate good?',
  )
}

function tellAllowed({ allowOrigin }: Reply, origin: string): string {
  return allowOrigin === undefined
    ? 'yes'
    : `yes, ${allowOrigin === '*' ? 'from anywhere' : `from ${origin}`}`
}

function tellRefused({ allowOrigin, status }: Reply, origin: string): string {
  if (status === undefined) return 'the browser does not let this page read the answer (CORS).'
  return allowOrigin === undefined
    ? `HTTP ${status} without Access-Control-Allow-Origin, for ${origin}.`
    : `Access-Control-Allow-Origin is '${allowOrigin}', which is not ${origin}.`
}

/** Can a page not read this response header? Headers of which nobody can tell count as readable. */
export function isHidden({ exposed }: Reply, name: string): boolean {
  return exposed !== undefined && !exposed.includes('*') && !exposed.includes(name)
}

export function refusedHeaders(names: readonly string[] | undefined): string {
  return names && names.length > 0 ? `, without ${names.join(', ')}` : ''
}
