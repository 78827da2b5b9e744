import { AuthError, cleanSaid } from '../errors.js'
import type { StepUpChallenge } from '../fetch/call.js'
import type { Said } from '../protocol/said.js'
import { ownerOf } from '../session/record.js'
import type { Inside } from './inside.js'

/**
 * Asks the app what to do about an API's challenge, and does it. Resolves when the session has what the API
 * wants.
 */
export async function stepUp<User>(
  inside: Inside<User>,
  challenge: StepUpChallenge,
  said: Said,
): Promise<void> {
  const { context, login } = inside
  const { current, settings, warn } = context
  const before = current.record()
  const { acrValues, maxAge } = challenge
  const wanted = {
    // The login asks for the old and the new scopes, since a login for the new ones alone would lose the
    // others.
    scope: [
      ...new Set([...(before?.requestedScope ?? settings.scopeText).split(' '), ...(challenge.scope ?? [])]),
    ],
    ...(acrValues && { acrValues }),
    ...(maxAge !== undefined && { maxAge }),
  }
  const { onChallenge } = settings
  const { description } = onChallenge ? await cleanSaid(said) : {}
  const decision = await onChallenge?.({ ...challenge, ...(description && { description }) })
  if (decision === 'redirect') await login(wanted)
  if (decision === 'popup') {
    const { openPopup, signInThere } = await import('./popup.js')
    const popup = openPopup({})
    if (popup) {
      await signInThere(inside, popup, wanted)
      // A call that one person made is not sent again with another person's token.
      const after = current.record()
      if (before && after && ownerOf(before) === ownerOf(after)) return
    } else warn(new AuthError('popup-blocked', {}))
  }
  throw new AuthError('step-up-required', wanted)
}
