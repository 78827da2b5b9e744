import { error } from '@sveltejs/kit'
import { isAuthError, messageFor } from 'hallpass'
import { auth } from '$lib/auth'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  await parent() // The layout's guard comes first.
  const answer = await auth.fetch('/api/orders').catch((failure) => {
    const needsLogin = isAuthError(failure) && failure.recovery === 'sign-in'
    return error(needsLogin ? 401 : 503, messageFor(failure) ?? '')
  })
  if (!answer.ok) error(502, 'The orders could not be loaded. Please try again later.')
  const orders: string[] = await answer.json()
  return { orders }
}
