import type { Client } from '../../src/client/client.js'
import type { AnyAuthError } from '../../src/errors.js'
import type { Claims } from '../../src/session/record.js'
import type { Session } from '../../src/session/state.js'

/** What `pages/app.html` leaves on its window. */
export interface AppWindow {
  readonly auth: Client
  readonly started: Promise<unknown>
  readonly events: readonly { readonly type: string }[]
  /** What login and logout rejected with. */
  readonly errors: readonly AnyAuthError[]
  /** What nobody caught. */
  readonly rejections: readonly string[]
  /** Every status that was shown. */
  readonly shown: readonly string[]
  /** Every pair of keys that was made on this page. */
  readonly keys: readonly (CryptoKeyPair | CryptoKey)[]
  restore(): Promise<Session<Claims>>
  userInfo(): Promise<Claims>
}

// These run in the page: nothing outside of them is there.

/** Calls an API so often, all at once: the HTTP statuses, or the codes of the errors. */
export function callApi({
  url,
  times,
}: {
  url: string
  times: number
}): Promise<readonly (number | string)[]> {
  const { auth } = window as unknown as AppWindow
  const call = (): Promise<number | string> =>
    auth.fetch(url).then(
      ({ status }) => status,
      (error) => error.code ?? String(error),
    )
  return Promise.all(Array.from({ length: times }, call))
}

export interface Probe {
  readonly endpoint: string
  readonly clientId: string
  readonly refreshToken: string
  readonly dpop: boolean
}

/** Asks the token endpoint for new tokens without the client: `200`, or the status and the error. */
export async function probeRefreshToken({ endpoint, clientId, refreshToken, dpop }: Probe): Promise<string> {
  const encode = (bytes: Uint8Array): string =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  const text = (value: unknown): string => encode(new TextEncoder().encode(JSON.stringify(value)))

  async function proof(nonce: string | null): Promise<string> {
    const pairs = (window as unknown as AppWindow).keys.filter((made) => 'privateKey' in made)
    const pair = pairs.at(-1)
    if (!pair) throw new Error('no key was made on this page')
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }
    const claims = {
      jti: crypto.randomUUID(),
      htm: 'POST',
      htu: endpoint,
      iat: Math.floor(Date.now() / 1000),
      ...(nonce && { nonce }),
    }
    const input = `${text(header)}.${text(claims)}`
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const signature = await crypto.subtle.sign(algorithm, pair.privateKey, new TextEncoder().encode(input))
    return `${input}.${encode(new Uint8Array(signature))}`
  }

  let nonce: string | null = null
  for (let attempt = 0; ; attempt++) {
    const response: Response = await fetch(endpoint, {
      method: 'POST',
      headers: dpop ? { dpop: await proof(nonce) } : {},
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
      }),
    })
    if (response.ok) return '200'
    const body = await response.text()
    const [, error] = /"error"\s*:\s*"(\w+)"/.exec(body) ?? []
    nonce = response.headers.get('dpop-nonce')
    if (error === 'use_dpop_nonce' && nonce && attempt === 0) continue
    return `${response.status} ${error ?? (body ? 'without a code' : 'with an empty body')}`
  }
}
