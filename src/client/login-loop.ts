import type { EpochMs } from '../clock.js'
import type { TextStore } from '../effects/effects.js'
import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { pendingSince } from './pending-logins.js'
import { addWord, readWords } from './stored-words.js'

const key = 'hallpass1 automatic'
const windowMs = 30_000
const atMost = 2

/**
 * Counts the logins of this tab that nobody clicked for, and stops the one that is too many in too short a
 * time.
 */
export function stopLoop(store: TextStore, now: EpochMs, client: string): void {
  let isLoop = false
  try {
    const recent = readWords(store, key).filter((at) => Math.abs(now - Number(at)) < windowMs)
    isLoop = recent.length >= atMost
    addWord(store, key, `${now}`, atMost)
  } catch {
    // Without storage no login leaves the page, so there is no loop.
  }
  if (!isLoop) return
  const unanswered = pendingSince(store, client, now - windowMs)
  throw new AuthError('login-loop', own(unanswered ? { unanswered } : {}))
}
