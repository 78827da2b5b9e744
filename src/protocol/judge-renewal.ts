import type { AuthError } from '../errors.js'

/**
 * What a failed renewal says about the session. `ended`: the session is over. `doubtful`: the session is over
 * if the server says so once more. `token-refused`: this one access token cannot be had, and the session goes
 * on. `goes-on`: the failure says nothing about the session.
 */
export type Verdict = 'ended' | 'doubtful' | 'token-refused' | 'goes-on'

/**
 * Errors about the grant, or about who is signed in at the server (RFC 6749, section 5.2; RFC 6750, section
 * 3.1; RFC 8628, section 3.5).
 */
const grantIsOver = /^(invalid_grant|invalid_token|expired_token|login_required|account_selection_required)$/
/**
 * Errors for which the person has to do something first (OpenID Connect Core, section 3.1.2.6): for any
 * token, or for those of one API.
 */
const personIsNeeded = /^(interaction_required|consent_required|unmet_authentication_requirements)$/
/**
 * Errors that say that the request is not granted to this client, or to this person. A new login may or may
 * not help.
 */
const notGranted =
  /^(access_denied|unauthorized_client|unsupported_grant_type|invalid_(scope|target|resource|authorization_details|dpop_proof))$/
/**
 * Errors of a server in trouble, whatever the status; or of a client that the server does not know, for which
 * a login would fail as well.
 */
const notAboutTheGrant = /^(server_error|temporarily_unavailable|slow_down|invalid_client)$/

/**
 * Decides what a failed renewal means for the session. `isLoginToken`: the renewal was for the login's own
 * access token, and not for that of an API with a `resource`, an `audience` or a `scope` of its own.
 */
export function judgeRenewal(
  { code, details }: Pick<AuthError, 'code' | 'details'>,
  isLoginToken: boolean,
): Verdict {
  const { error, status = 400 } = details as { readonly error?: string; readonly status?: number }
  const refusedVerdict = isLoginToken ? 'doubtful' : 'token-refused'
  switch (code) {
    case 'id-token-rejected':
    case 'dpop-key-lost':
      return 'ended'
    case 'dpop-nonce-refused':
      return refusedVerdict
    case 'configuration':
      // Without an error of the server's, this page or its configuration is at fault.
      if (error === undefined) return isLoginToken ? 'goes-on' : 'token-refused'
      break
    case 'grant-refused':
      break
    default:
      return 'goes-on'
  }
  const word = error ?? ''
  if (grantIsOver.test(word) || (isLoginToken && personIsNeeded.test(word))) return 'ended'
  if (notAboutTheGrant.test(word)) return 'goes-on'
  // Some servers answer a dead refresh token with an error code of their own, or with none. An answer with
  // another status than 400 and 401 is not that of the token endpoint.
  const hasNoKnownError = !notGranted.test(word) && !personIsNeeded.test(word)
  return hasNoKnownError && status !== 400 && status !== 401 ? 'goes-on' : refusedVerdict
}
