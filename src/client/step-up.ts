import { AuthError, cleanSaid } from '../errors.js'
import type { StepUpChallenge } from '../fetch/call.js'
import type { Said } from '../protocol/said.js'
import { ownerOf } from '../session/owner.js'
import type { Inside } from './inside.js'
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
  inside: Inside<User>,
  onChallenge: NonNullable<ClientOptions['onChallenge']>,
  challenge: StepUpChallenge,
  said: Said,
  wanted: Wanted,
): Promise<boolean> {
  const { context, login } = inside
  const { current, warn } = context
  const before = current.record()
  const { description } = await cleanSaid(said)
  const decision = await onChallenge({ ...challenge, ...(description && { description }) })
  if (decision === 'redirect') await login(wanted)
  if (decision !== 'popup') return false
  const windows = await import('./windows.js')
  const popup = windows.openPopup({})
  if (!popup) {
    warn(new AuthError('popup-blocked', {}))
    return false
  }
  await windows.signInThere(inside, popup, wanted)
  // A call that one person made is not sent again with another person's token.
  const after = current.record()
  return !!before && !!after && ownerOf(before) === ownerOf(after)
}
