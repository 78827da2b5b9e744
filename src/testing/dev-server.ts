// What test runners say to the development authorization server of `hallpass/vite`.

/** The header by which a test says who signs in, so that the server shows no page. */
export const loginHeader = 'x-test-login'
/**
 * The header by which a test has faults and grants of its own, so that tests that run at the same time do not
 * meet.
 */
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

/** Are there any in the answer to `list`, or to an action on grants? */
export function hasGrants(answer: unknown): boolean {
  const { grants } = Object(answer)
  return Array.isArray(grants) && grants.length > 0
}

/** For an action on grants where this test never had one. Those that are revoked already stay as they are. */
export function noGrantFailure(): Error {
  return new Error('This test has no grant at the server: nobody has signed in, in this test.')
}

/** Removes everything that an app has stored. No page of the app is open then. */
export async function clearStorageOf(page: Storages): Promise<void> {
  const { localStorage, sessionStorage, indexedDB } = page
  localStorage.clear()
  sessionStorage.clear()
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
}

type Storages = Pick<typeof globalThis, 'localStorage' | 'sessionStorage' | 'indexedDB'>

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
