import { error } from '@sveltejs/kit'
import { auth } from '$lib/auth'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  await parent() // The layout's guard comes first.
  const answer = await auth.fetch('/api/orders')
  if (!answer.ok) error(answer.status, 'The orders could not be loaded.')
  const orders: string[] = await answer.json()
  return { orders }
}
