import { reactRouterLoader } from 'hallpass/router'
import { auth, signedIn } from './auth.ts'

export const loadOrders = reactRouterLoader(signedIn, async ({ request }, user) => {
  const answer = await auth.fetch('/api/orders', { signal: request.signal })
  if (!answer.ok) throw new Error(`The orders could not be loaded (${answer.status}).`)
  const orders: string[] = await answer.json()
  return { user, orders }
})
