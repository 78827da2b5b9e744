import { routes, signInRoute } from '../../../src/vite/provider-configuration.js'
import type { Exchange } from './front.js'

/** Where the authorization server is mounted. */
export const mount = '/oidc'

export type IdpRequest =
  | 'discovery'
  | 'jwks'
  | 'authorize'
  | 'sign-in'
  | 'token:code'
  | 'token:refresh'
  | 'userinfo'
  | 'revoke'
  | 'logout'
  | 'par'
  /** A page of the server that loads the sign-out pages of apps, each in a frame. */
  | 'front-channel'
  /** Nothing of OAuth: for a test to see which cookies come along. */
  | 'probe'

/** What a request to the authorization server is for; its path, where it is for something else. */
export function kindOfIdpRequest(_method: string, { pathname }: URL, form: URLSearchParams): string {
  const path = pathname.slice(mount.length)
  if (pathname.includes('/.well-known/')) return 'discovery'
  if (path === routes.token)
    return form.get('grant_type') === 'refresh_token' ? 'token:refresh' : 'token:code'
  if (path === routes.authorization || path.startsWith(`${routes.authorization}/`)) return 'authorize'
  if (path.startsWith(`${signInRoute}/`)) return 'sign-in'
  return path.slice(1)
}

export interface Secret {
  readonly kind: 'access token' | 'refresh token' | 'ID Token' | 'code' | 'verifier'
  readonly value: string
}

/** Every token, code and verifier that came by at the authorization server. */
export function secretsIn(exchanges: readonly Exchange[]): readonly Secret[] {
  const found = new Map<string, Secret>()
  const note = (kind: Secret['kind'], value: unknown): void => {
    if (typeof value === 'string' && value) found.set(value, { kind, value })
  }
  for (const { kind, form, answer } of exchanges) {
    note('code', codeIn(answer?.headers.location))
    note('verifier', form.get('code_verifier'))
    if (!kind.startsWith('token:') || answer?.status !== 200) continue
    const json = JSON.parse(answer.body.toString()) as Record<string, unknown>
    note('access token', json.access_token)
    note('refresh token', json.refresh_token)
    note('ID Token', json.id_token)
  }
  return [...found.values()]
}

function codeIn(location: unknown): string | null {
  return typeof location === 'string' && URL.canParse(location)
    ? new URL(location).searchParams.get('code')
    : null
}
