// What test runners say to the development authorization server of `hallpass/vite`.

/** The header by which a test says who signs in, so that the server shows no page. */
export const loginHeader = 'x-test-login'
/** The header by which a test has faults of its own, so that tests that run at the same time do not meet. */
export const runHeader = 'x-test-run'

/** What an action of the server is asked with. */
export type ActionParameters = Readonly<Record<string, unknown>>

/** A request for an action: `POST <issuer>/test/<action>`, with JSON. */
export interface ActionRequest {
  readonly url: string
  readonly body: ActionParameters
}

export function actionRequest(issuer: string, action: string, body: ActionParameters): ActionRequest {
  return { url: `${issuer.replace(/\/$/, '')}/test/${action}`, body }
}

/** The tokens of one answer of the token endpoint, by which the grant is found that they belong to. */
export interface SeenTokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
}

export function readTokens(answer: unknown): SeenTokens | undefined {
  const { access_token: accessToken, refresh_token: refreshToken } = Object(answer)
  if (typeof accessToken !== 'string') return undefined
  return { accessToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined }
}

/**
 * The id of the grant that these tokens belong to, in what the action `list` answers. The server shows only
 * the last characters of each token; those of a JWT are of its `jti`.
 */
export function grantIdOf(answer: unknown, { accessToken, refreshToken }: SeenTokens): string | undefined {
  const { grants = [] } = Object(answer) as { readonly grants?: readonly ListedGrant[] }
  const names = [refreshToken, accessToken, tokenId(accessToken)].filter((name) => name !== undefined)
  const isOurs = ({ redacted }: { readonly redacted: string }): boolean =>
    names.some((name) => redacted.length > 1 && name.endsWith(redacted.slice(1)))
  return grants.find(({ tokens }) => tokens.some(isOurs))?.id
}

interface ListedGrant {
  readonly id: string
  readonly tokens: readonly { readonly redacted: string }[]
}

function tokenId(jwt: string): string | undefined {
  try {
    const payload = atob(jwt.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')
    const { jti } = JSON.parse(payload)
    return typeof jti === 'string' ? jti : undefined
  } catch {
    return undefined
  }
}

/** The challenge of an API that wants another or a newer login (RFC 9470, section 3). */
export function stepUpChallenge({
  acrValues,
  maxAge = acrValues === undefined ? 0 : undefined,
}: {
  readonly acrValues?: string
  readonly maxAge?: number
}): string {
  return [
    'Bearer error="insufficient_user_authentication"',
    ...(acrValues === undefined ? [] : [`acr_values="${acrValues}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ].join(', ')
}

/** Why an action failed, for the person who reads the failed test. */
export function actionFailure({ url }: ActionRequest, status: number, answer: string): Error {
  const hint =
    status === 404
      ? ' Is `issuer` the URL of the development authorization server, with its path (…/oidc)?'
      : ''
  return new Error(`POST ${url} answered ${status}: ${answer.slice(0, 300)}${hint}`)
}
