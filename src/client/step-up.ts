import { AuthError } from '../errors.js'
import type { StepUpChallenge } from '../fetch/call.js'
import { joinWords } from '../protocol/join-words.js'
import type { RawAnswer } from '../protocol/raw-answer.js'
import type { ClientInternals } from './client-internals.js'

/**
 * Resolves when the session has what an API asked for. Rejects with `step-up-required` where the app has no
 * `onChallenge`, or decides so.
 */
export async function stepUp<User>(
  internals: ClientInternals<User>,
  challenge: StepUpChallenge,
  raw: RawAnswer,
): Promise<void> {
  const { current, settings } = internals.context
  const { onChallenge, scopeText } = settings
  const { scope, acrValues, maxAge } = challenge
  const wanted = {
    // The login asks for the old and the new scopes, since a login for the new ones alone would lose the
    // others.
    scope: joinWords(current.record()?.requestedScope ?? scopeText, scope).split(' '),
    ...(acrValues && { acrValues }),
    ...(maxAge !== undefined && { maxAge }),
  }
  if (onChallenge) {
    const asking = await import('./ask-to-step-up.js').catch(() => undefined)
    if (await asking?.askToStepUp(internals, onChallenge, challenge, raw, wanted)) return
  }
  throw new AuthError('step-up-required', wanted)
}
