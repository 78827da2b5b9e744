import type { EpochMs } from '../clock.js'

/** Resolves to the `Set-Cookie` headers that finishing the login with this `state` brings. */
export type FinishOnce = (state: string, finish: () => Promise<readonly string[]>) => Promise<readonly string[]>

const rememberedMs = 60_000
const atMost = 1000

/**
 * A callback that is reloaded while its code is exchanged is a second request with the same cookie and the same code, and the browser drops the
 * first one's answer. The code is sent once (RFC 6749, section 4.1.2), and the second request gets what the first one brought. Only
 * within one process: several of them share nothing.
 */
export function createFinishOnce(now: () => EpochMs): FinishOnce {
  const logins = new Map<string, { readonly startedAt: EpochMs; readonly cookies: Promise<readonly string[]> }>()

  function forgetOld(): void {
    for (const [state, { startedAt }] of logins) {
      if (Math.abs(now() - startedAt) > rememberedMs || logins.size >= atMost) logins.delete(state)
    }
  }

  return (state, finish) => {
    forgetOld()
    const login = logins.get(state) ?? { startedAt: now(), cookies: finish() }
    logins.set(state, login)
    return login.cookies
  }
}
