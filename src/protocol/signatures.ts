import { jwksCache, validateApplicationLevelSignature, validateJwtAuthResponse } from 'oauth4webapi'
import { AuthError, isAuthError } from '../errors.js'
import { own } from '../own.js'
import { idTokenRejected } from './failure.js'
import { client } from './grants.js'
import { decodePart } from './id-token.js'
import type { ServerMetadata } from './metadata.js'
import { type Network, request } from './request.js'
import type { Signatures, SignedFor } from './signatures-option.js'

/** What `verifySignatures` and `signedResponses` take. */
export interface SignatureOptions {
  /**
   * The algorithms that a signature may have, by their names in RFC 7518 and RFC 8037: `['PS256', 'ES256']`.
   * Default: what the server's metadata names; RS256 where it names none.
   */
  readonly algorithms?: readonly string[]
}

const endpoint = 'key set'
/** How long the keys of a server are used before they are fetched again. */
const keysLiveMs = 300_000
/** The keys are fetched again for a key that is not among them, once in this time at most. */
const unknownKeyEveryMs = 60_000

interface KeySet {
  readonly keys: object
  /** By the clock that never goes back. */
  readonly fetchedAt: number
  /** When the keys were last fetched because one was missing. */
  readonly missedAt: number
}

type KeysFor = Pick<SignedFor, 'server' | 'network'>
/** What oauth4webapi is given the keys with. */
type Options = Parameters<typeof validateApplicationLevelSignature>[2]

/** Verifies the signed answer to a login; `prepare` of `Signatures` calls it. */
export type VerifyAnswer = (
  signedFor: SignedFor,
  answer: { readonly parameters: URLSearchParams; readonly state: string },
  keys: Verification,
) => Promise<void>

/** What a signature is verified with. */
export interface Verification {
  /** Runs one check with the keys of the server. */
  withKeys<T>(signedFor: KeysFor, check: (server: ServerMetadata, options: Options) => Promise<T>): Promise<T>
  /** May a JWT be signed so? */
  isAllowed(jwt: string): boolean
}

/** With `verifyAnswer` the answer to each login has to be signed as well. */
export function createSignatures({ algorithms }: SignatureOptions, verifyAnswer?: VerifyAnswer): Signatures {
  const known = new Map<string, Promise<KeySet>>()

  function keysOf({ server, network }: KeysFor): Promise<KeySet> {
    const { jwks_uri: url } = server
    if (!url) {
      const reason = "the server's metadata has no jwks_uri, so nothing says what it signs with"
      throw new AuthError('configuration', { option: 'signatures', reason })
    }
    return known.get(url) ?? fetchKeys(network, url, Number.NEGATIVE_INFINITY)
  }

  function fetchKeys(network: Network, url: string, missedAt: number): Promise<KeySet> {
    const fetching = requestKeys(network, url).then((keys) => ({
      keys,
      fetchedAt: network.clock.elapsed(),
      missedAt,
    }))
    known.set(url, fetching)
    fetching.catch(() => known.get(url) === fetching && known.delete(url))
    return fetching
  }

  /** The keys, fetched again where they are old. */
  async function freshKeys(signedFor: KeysFor): Promise<KeySet> {
    const set = await keysOf(signedFor)
    const { clock } = signedFor.network
    if (clock.elapsed() - set.fetchedAt < keysLiveMs) return set
    return fetchKeys(signedFor.network, String(signedFor.server.jwks_uri), set.missedAt)
  }

  /**
   * Runs one check with the server's keys, and again with new ones where no key fits: a server may have
   * changed its keys just now. Somebody who makes up key ids causes one request a minute.
   */
  async function withKeys<T>(
    signedFor: KeysFor,
    check: (server: ServerMetadata, options: Options) => Promise<T>,
  ) {
    const set = await freshKeys(signedFor)
    try {
      return await run(set)
    } catch (error) {
      const now = signedFor.network.clock.elapsed()
      const isMissing = (error as { code?: unknown }).code === 'OAUTH_KEY_SELECTION_FAILED'
      if (!isMissing || now - set.missedAt < unknownKeyEveryMs) throw error
      return run(await fetchKeys(signedFor.network, String(signedFor.server.jwks_uri), now))
    }

    // A copy of the metadata each time, since oauth4webapi keeps keys by that object, and by another clock.
    function run({ keys }: KeySet): Promise<T> {
      const cache = { jwks: keys, uat: Math.floor(Date.now() / 1000) }
      return check({ ...signedFor.server }, { [jwksCache]: cache } as Options)
    }
  }

  function isAllowed(jwt: string): boolean {
    return !algorithms || algorithms.includes(String(decodePart(jwt, 0).alg))
  }

  const keys: Verification = { withKeys, isAllowed }
  return own<Signatures>({
    responseMode: verifyAnswer && 'jwt',
    unpack: (url) => (verifyAnswer ? unpack(url) : url),
    async prepare(signedFor, answer) {
      await freshKeys(signedFor)
      if (answer) await verifyAnswer?.(signedFor, answer, keys)
    },
    async verifyIdToken(idToken, server, response, network) {
      try {
        if (!isAllowed(idToken)) throw idTokenRejected('alg')
        await withKeys({ server, network }, (as, options) =>
          validateApplicationLevelSignature(as, response, options),
        )
      } catch (error) {
        throw isAuthError(error) ? error : idTokenRejected('signature')
      }
    },
  })
}

/** JWT Secured Authorization Response Mode, section 2.4. */
export const verifySignedAnswer: VerifyAnswer = async (signedFor, { parameters, state }, keys) => {
  const response = parameters.get('response') ?? ''
  const mine = client(signedFor, signedFor.network.clock.now())
  const signed = await keys
    .withKeys(signedFor, (server, options) =>
      validateJwtAuthResponse(server, mine, new URLSearchParams({ response }), state, options),
    )
    .catch(readSignedRefusal)
  const isOnlyOne = parameters.getAll('response').length === 1
  const isSame = answerNames.every((name) => parameters.get(name) === signed.get(name))
  if (!isOnlyOne || !isSame || !keys.isAllowed(response)) throw unsigned()
}

const answerNames = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']

/**
 * The parameters of a signed answer (JARM, section 2.3.1), in the place of any that stand beside it. Nothing
 * of it is verified yet.
 */
function unpack(url: string): string {
  const answer = new URL(url)
  const response = answer.searchParams.get('response')
  const claims = decodePart(response ?? '', 1)
  if (typeof claims.state !== 'string') return url
  const others = answer.search
    .slice(1)
    .split('&')
    .filter((pair) => ![...new URLSearchParams(pair).keys()].some((name) => answerNames.includes(name)))
  const said = answerNames.flatMap((name) =>
    typeof claims[name] === 'string' ? [[name, claims[name]] as [string, string]] : [],
  )
  answer.search = [...others, new URLSearchParams(said)].join('&')
  return answer.href
}

/** A refusal that is signed as it should be is one; `readCode` tells it. */
function readSignedRefusal(thrown: unknown): URLSearchParams {
  if (isAuthError(thrown)) throw thrown
  const { code, cause } = thrown as { readonly code?: unknown; readonly cause?: unknown }
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR' && cause instanceof URLSearchParams) return cause
  throw unsigned()
}

function unsigned(): AuthError {
  return new AuthError('callback-rejected', { reason: 'unsigned' })
}

async function requestKeys(network: Network, url: string): Promise<object> {
  const response = await request(network, endpoint, url)
  const body = own(await response.json())
  if (response.ok && Array.isArray(body.keys) && body.keys.every((key: unknown) => Object(key) === key))
    return { keys: body.keys.map(publicMembers) }
  throw new AuthError('invalid-response', { endpoint, problem: 'malformed', status: response.status })
}

/**
 * A server that publishes a private key by mistake is verified with the public half of it (RFC 7518,
 * section 6).
 */
function publicMembers(key: object): object {
  const { d: _, p, q, dp, dq, qi, oth, k, ...rest } = own(key) as Readonly<Record<string, unknown>>
  return rest
}
