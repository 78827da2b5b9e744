import { AuthError, cleanAnswer } from '../errors.js'
import type { StepUpChallenge } from '../fetch/call.js'
import type { RawAnswer } from '../protocol/raw-answer.js'
import { ownerOf } from '../session/owner.js'
import type { ClientInternals } from './client-internals.js'
import type { ClientOptions } from './options.js'

/** What a login asks for so that the session has what an API wants. */
export interface Wanted {
  readonly scope: readonly string[]
  readonly acrValues?: readonly string[]
  readonly maxAge?: number
}

/**
 * Asks the app what to do about an API's challenge, and does it. Resolves to whether the session has what the
 * API wants.
 */
export async function askToStepUp<User>(
  internals: ClientInternals<User>,
  onChallenge: NonNullable<ClientOptions['onChallenge']>,
  challenge: StepUpChallenge,
  raw: RawAnswer,
  wanted: Wanted,
): Promise<boolean> {
  const { context, login } = internals
  const { current, warn } = context
  const before = current.record()
  const { description } = await cleanAnswer(raw)
  const decision = await onChallenge({ ...challenge, ...(description && { description }) })
  if (decision === 'redirect') await login(wanted)
  if (decision !== 'popup') return false
  const popups = await import('./popup-chunk.js')
  const popup = popups.openPopup({})
  if (!popup) {
    warn(new AuthError('popup-blocked', {}))
    return false
  }
  await popups.signInThere(internals, popup, wanted)
  // A call that one person made is not sent again with another person's token.
  const after = current.record()
  return !!before && !!after && ownerOf(before) === ownerOf(after)
}
