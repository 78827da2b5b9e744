import { aborted } from '../aborted.js'
import { AuthError, type AuthErrorDetails } from '../errors.js'
import type { RawAnswer } from '../protocol/raw-answer.js'
import type { StoredToken } from '../session/record.js'
import type { ApiAnswer, AuthFetchDeps, Call, Refusals, Remedy, StepUpChallenge } from './call.js'
import { type Challenge, readChallenges } from './challenge.js'
import { withoutQuery } from './without-query.js'

/** What an API asks for, and what it says about that, which is not cleaned yet. */
interface AskedFor {
  readonly challenge: StepUpChallenge
  readonly raw: RawAnswer
}

/** How many accepted calls are remembered, since an app may call very many URLs. */
const acceptedAtMost = 100

function nameOf({ method, url }: Call): string {
  return `${method} ${withoutQuery(url)}`
}

export function createRefusals(deps: AuthFetchDeps): Refusals {
  const stepUps = new Map<string, Promise<void>>()
  const warnedOrigins = new Set<string>()
  /** The calls, by method and URL, for which the last token that replaced a refused one was accepted. */
  let accepted: { readonly token: string; readonly calls: Set<string> } | undefined

  function wasAccepted(call: Call, { value }: StoredToken): boolean {
    return accepted?.token === value && accepted.calls.has(nameOf(call))
  }

  /** Parallel calls with the same challenge share one step-up. */
  function stepUp({ challenge, raw }: AskedFor): Promise<void> {
    const { error, scope, acrValues, maxAge } = challenge
    const key = JSON.stringify([error, scope, acrValues, maxAge])
    const known = stepUps.get(key) ?? deps.stepUp(challenge, raw).finally(() => stepUps.delete(key))
    stepUps.set(key, known)
    return known
  }

  /**
   * The token to try again with: `undefined` where nothing is left to try, and the same token where there is
   * no better one.
   */
  async function betterToken(
    call: Call,
    used: StoredToken,
    asked: AskedFor | undefined,
  ): Promise<StoredToken | undefined> {
    const { target, signal, person, done } = call
    const request = { tokenKey: target.tokenKey, person, signal }
    const first = (remedy: Remedy): boolean => !done.has(remedy) && !!done.add(remedy)
    if (!asked) {
      const refused = { rejected: used.value, acceptedBefore: wasAccepted(call, used) }
      return first('renewal') ? deps.token({ ...request, ...refused }) : undefined
    }
    if (first('newer token')) {
      // The step-up of another call, or a renewal, may have been done while this call was under way.
      const now = await deps.token(request)
      if (now.value !== used.value) return now
    }
    // If the API refuses the new token as well, a third one would not help (RFC 9470, section 5).
    if (!first('step-up')) return undefined
    await Promise.race([stepUp(asked), aborted(signal)])
    return deps.token(request)
  }

  /**
   * The answer stays as it is, since nothing here makes a better one. Warns, once for each API, of a
   * refusal whose reason is hidden (across origins a page sees only the headers that the API exposes), and of
   * an API that takes only tokens that are bound to a key (RFC 9449, section 7.1), where this one is bound to
   * none.
   */
  function passOn({ target: { origin }, proofs }: Call, { type, status, headers }: ApiAnswer): undefined {
    const header = headers.get('www-authenticate')
    const isHidden = header === null && type === 'cors'
    const schemes = readChallenges(header ?? '').map(({ scheme }) => scheme)
    const isBound = !proofs && schemes.includes('dpop') && !schemes.includes('bearer')
    if ((!isHidden && !isBound) || warnedOrigins.has(origin)) return
    warnedOrigins.add(origin)
    const details = isHidden
      ? { reason: `hidden-challenge: ${origin} answered ${status}` }
      : { option: 'dpop', reason: `bound-tokens-only-at: ${origin}` }
    deps.warn(new AuthError('configuration', details))
  }

  return {
    noteAccepted(call, { value: token, afterRejection }) {
      if (!afterRejection) return
      if (accepted?.token !== token || accepted.calls.size >= acceptedAtMost)
        accepted = { token, calls: new Set() }
      accepted.calls.add(nameOf(call))
    },
    async nextToken(call, token, answer) {
      // A call that was refused for its proof alone is sent again with the same token (RFC 9449, section 9).
      if (answer.status === 401 && (await call.proofs?.refused(answer))) return token
      const asked = stepUpChallenge(answer, call.url, token.value)
      if (!asked && answer.status !== 401) return passOn(call, answer)
      const better = await betterToken(call, token, asked)
      return !better || better.value === token.value ? passOn(call, answer) : better
    },
  }
}

function stepUpChallenge({ headers }: ApiAnswer, url: string, used: string): AskedFor | undefined {
  for (const { scheme, parameters } of readChallenges(headers.get('www-authenticate') ?? '')) {
    const { error } = parameters
    if (
      /^(bearer|dpop)$/.test(scheme) &&
      (error === 'insufficient_scope' || error === 'insufficient_user_authentication')
    ) {
      return {
        challenge: { error, url: withoutQuery(url), ...askedFor(parameters) },
        raw: { body: parameters, secrets: [used] },
      }
    }
  }
  return undefined
}

function askedFor({
  scope,
  acr_values,
  max_age,
}: Challenge['parameters']): AuthErrorDetails['step-up-required'] {
  return {
    // Words that cannot be a scope (RFC 6749, section 3.3) are left out.
    ...(scope && { scope: listed(scope) }),
    ...(acr_values && { acrValues: listed(acr_values) }),
    ...(max_age && /^\d{1,9}$/.test(max_age) && { maxAge: Number(max_age) }),
  }
}

function listed(text: string): readonly string[] {
  return [...new Set(text.split(/[ \t]+/))].filter((word) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word))
}
