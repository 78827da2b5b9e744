import { AuthError } from '../errors.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { record, records } from './user.js'

/** Where an account of the AT Protocol lives, and who signs it in. */
export interface BlueskyAccount {
  /** `did:plc:…`: the account for ever. */
  readonly did: string
  /** The server with the account's data: one of the client's `apis`. */
  readonly pds: string
  /** The authorization server: the client's issuer. */
  readonly issuer: string
}

/**
 * Finds an account by its handle (`ada.bsky.social`) or its DID, from the account to its server and from there to the authorization
 * server (AT Protocol, "OAuth", section "Identity Authentication").
 */
export async function findBlueskyAccount(
  name: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<BlueskyAccount> {
  const handle = name.trim().replace(/^@/, '').toLowerCase()
  const did = handle.startsWith('did:') ? handle : await resolveHandle(handle)
  const document = await read(documentUrl(did))
  const service = records(document.service).find(({ id }) => String(id).endsWith('#atproto_pds'))
  const pds = String(service?.serviceEndpoint).replace(/\/$/, '')
  if (document.id !== did || !isSecureUrl(pds)) throw unknown(`${did} has no server`)
  const { authorization_servers: servers } = await read(`${pds}/.well-known/oauth-protected-resource`)
  const issuer = Array.isArray(servers) ? servers[0] : undefined
  if (typeof issuer !== 'string' || !isSecureUrl(issuer)) throw unknown(`${pds} names no authorization server`)
  return { did, pds, issuer }

  async function resolveHandle(handle: string): Promise<string> {
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(handle)) throw unknown(`'${name}' is no handle`)
    const query = new URLSearchParams({ handle })
    const found = await read(`https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?${query}`)
    if (typeof found.did !== 'string') throw unknown(`${handle} is nobody's`)
    return found.did
  }

  async function read(url: string): Promise<Readonly<Record<string, unknown>>> {
    try {
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) })
      return response.ok ? record(await response.json()) : {}
    } catch {
      throw new AuthError('network', { endpoint: new URL(url).host }, `No answer from ${new URL(url).host}. Try again.`)
    }
  }

  function documentUrl(did: string): string {
    if (/^did:plc:[a-z2-7]{24}$/.test(did)) return `https://plc.directory/${did}`
    const host = /^did:web:([a-z0-9.-]+)$/.exec(did)?.[1]
    if (!host) throw unknown(`${did} is no account of the AT Protocol`)
    return `https://${host}/.well-known/did.json`
  }
}

function unknown(what: string): AuthError {
  return new AuthError('login-refused', { error: 'unknown_account' }, `${what}. Look at the handle, and try again.`)
}
