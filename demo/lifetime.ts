import type { EpochMs } from 'hallpass'
import { element } from './element.js'

/** `accessTokenTtlSeconds` in vite.config.ts. */
const lifetimeMs = 30_000

let expiresAt: EpochMs = 0

/** Shows from now on how long the access token still lives. */
export function showLifetime(until: EpochMs | undefined): void {
  expiresAt = until ?? 0
  tick()
}

function tick(): void {
  const leftMs = Math.max(expiresAt - Date.now(), 0)
  element('seconds').textContent = String(Math.ceil(leftMs / 1000))
  element('lifetime').style.setProperty('--left', String(leftMs / lifetimeMs))
}

setInterval(tick, 250)
