import type { Session } from 'hallpass'
import type { ElementsClient } from 'hallpass/elements'

const ada = {
  sub: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
}

/** Signs everybody in as Ada, a moment later, and never leaves the page. */
export function createMakeBelieveClient(): ElementsClient {
  let session: Session<unknown> = { status: 'signed-out', reason: 'never' }
  const listeners = new Set<(session: Session<unknown>) => void>()

  function set(next: Session<unknown>): void {
    session = next
    for (const listener of listeners) listener(session)
  }

  return {
    session: {
      get: () => session,
      subscribe(listener) {
        listeners.add(listener)
        listener(session)
        return () => void listeners.delete(listener)
      },
    },
    async login() {
      await new Promise((resolve) => setTimeout(resolve, 700))
      set({ status: 'signed-in', user: ada, scope: ['openid'] })
    },
    async logout() {
      set({ status: 'signed-out', reason: 'logout' })
    },
  }
}
