import type { EpochMs } from 'hallpass'
import { element } from './element.js'

let expiresAt: EpochMs | undefined
let lifetimeMs = 0

/** Shows from now on how long the access token still lives. */
export function showLifetime(until: EpochMs | undefined): void {
  if (until !== undefined && until !== expiresAt) lifetimeMs = Math.max(until - Date.now(), 1)
  expiresAt = until
  tick()
}

function tick(): void {
  const leftMs = Math.max((expiresAt ?? 0) - Date.now(), 0)
  element('seconds').textContent = String(Math.ceil(leftMs / 1000))
  element('lifetime').style.setProperty('--left', String(Math.min(leftMs / lifetimeMs, 1)))
}

setInterval(tick, 250)
