import { type Check, good, type Outcome, problem, warning } from '../check.js'
import type { ApiFacts, Facts } from '../facts.js'
import { isHidden, refusedHeaders } from './cors.js'

/** What a page may ask the APIs, and read of their answers. */
export const apiChecks: readonly Check[] = [
  {
    id: 'api-cors',
    group: 'api',
    title: 'A page may call the API',
    why: 'A call with a token has a header of its own, so the browser asks the API first (a preflight).',
    // `auth.fetch` rejects as `fetch` does then: with a TypeError.
    errors: [],
    find: (facts) => facts.apis.map((api) => apiCors(api, facts)),
  },
  {
    id: 'api-refusal',
    group: 'api',
    title: 'The API says what it wants',
    why:
      'A refusal with WWW-Authenticate that a page may read says what is missing: a fresh token, ' +
      'a scope, a newer login (RFC 6750, section 3; RFC 9470).',
    errors: ['step-up-required', 'dpop-nonce-refused'],
    find: (facts) => facts.apis.filter(({ simple }) => simple.reached).map((api) => apiRefusal(api, facts)),
  },
]

function apiCors({ url, preflight, dpopPreflight, simple }: ApiFacts, { origin, dpop }: Facts): Outcome {
  if (!simple.reached && !preflight.reached) {
    return problem(
      `${url}: no answer${simple.problem ? ` (${simple.problem})` : ''}.`,
      "Look at the address in 'apis', and whether the API runs.",
    )
  }
  if (new URL(url).origin === origin) return good(`${url}: the app's own origin, so CORS does not matter`)
  if (!preflight.allowed) {
    return problem(
      `${url}: the preflight is refused for ${origin} (HTTP ` +
        `${preflight.status ?? '?'}${refusedHeaders(preflight.refusedHeaders)}).`,
      `Answer OPTIONS without asking for a token: Access-Control-Allow-Origin: ${origin}, ` +
        'Access-Control-Allow-Headers: Authorization',
    )
  }
  if (!simple.readable) {
    return problem(
      `${url}: the preflight is allowed, and the answer itself has no Access-Control-Allow-Origin ` +
        `for ${origin}.`,
      'Send the CORS headers with every answer, refusals and errors included.',
    )
  }
  if (dpop && dpopPreflight?.allowed === false) {
    return problem(
      `${url}: the header DPoP is not allowed.`,
      'Access-Control-Allow-Headers: Authorization, DPoP',
    )
  }
  return good(url)
}

function apiRefusal({ url, simple }: ApiFacts, { origin, dpop }: Facts): Outcome {
  const { status } = simple
  if (status !== undefined && status < 400) {
    return warning(
      `${url} answered HTTP ${status} to a call without a token.`,
      'If what is there is not for everybody, answer 401 with WWW-Authenticate: Bearer.',
    )
  }
  if (new URL(url).origin === origin) return good(`${url}: HTTP ${status ?? '?'} without a token`)
  const needed = ['WWW-Authenticate', ...(dpop ? ['DPoP-Nonce'] : [])]
  const hidden = needed.filter((name) => isHidden(simple, name.toLowerCase()))
  return hidden.length > 0
    ? warning(
        `${url} answers HTTP ${status ?? '?'} without a token, and hides ${hidden.join(', ')} from pages.`,
        `Access-Control-Expose-Headers: ${needed.join(', ')}. Without it a 401 brings one renewal, ` +
          'and a refusal for a scope or an old login cannot be understood.',
      )
    : good(`${url}: HTTP ${status ?? '?'} without a token`)
}
