import { AuthError } from '../errors.js'
import { askUntrusted, untrustedOrigin } from '../protocol/untrusted-origin.js'
import { records } from './user.js'

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
 * Finds an account by its handle (`ada.bsky.social`) or its DID, from the account to its server and from
 * there to the authorization server (AT Protocol, "OAuth", section "Identity Authentication"). Each of these
 * is asked only at a bare https: origin with a public name, that is not this page's own. Rejects with
 * `login-refused` where there is no such account, and with `network` where one of them does not answer.
 */
export async function findBlueskyAccount(
  name: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<BlueskyAccount> {
  const handle = name.trim().replace(/^@/, '').toLowerCase()
  const did = handle.startsWith('did:') ? handle : await resolveHandle(handle)
  const document = await read(...documentAddress(did))
  const service = records(document.service).find(({ id }) => String(id).endsWith('#atproto_pds'))
  const pds = untrustedOrigin(service?.serviceEndpoint)
  if (document.id !== did || !pds) throw unknown(`${did} has no server that may be asked`)
  const { authorization_servers: servers } = await read(pds, '/.well-known/oauth-protected-resource')
  const issuer = untrustedOrigin(Array.isArray(servers) ? servers[0] : undefined)
  if (!issuer) throw unknown(`${pds} names no authorization server that may be asked`)
  return { did, pds, issuer }

  async function resolveHandle(handle: string): Promise<string> {
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(handle)) throw unknown(`'${name}' is no handle`)
    const query = new URLSearchParams({ handle })
    const found = await read(
      'https://public.api.bsky.app',
      `/xrpc/com.atproto.identity.resolveHandle?${query}`,
    )
    if (typeof found.did !== 'string') throw unknown(`${handle} is nobody's`)
    return found.did
  }

  async function read(address: string, path: `/${string}`): Promise<Readonly<Record<string, unknown>>> {
    const origin = untrustedOrigin(address)
    if (!origin) throw unknown(`${address} is no public host`)
    return (await askUntrusted(origin, path, fetch)) ?? {}
  }

  function documentAddress(did: string): readonly [string, `/${string}`] {
    if (/^did:plc:[a-z2-7]{24}$/.test(did)) return ['https://plc.directory', `/${did}`]
    const host = /^did:web:([a-z0-9.-]{1,253})$/.exec(did)?.[1]
    if (!host) throw unknown('The DID of this name is none of the AT Protocol, did:plc or did:web')
    return [`https://${host}`, '/.well-known/did.json']
  }
}

function unknown(what: string): AuthError {
  return new AuthError(
    'login-refused',
    { error: 'unknown_account' },
    `${what}. Look at the handle, and try again.`,
  )
}
