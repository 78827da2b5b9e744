import type { EpochMs } from '../clock.js'

/** 12:04:31, by the clock of this device. */
export function clockTime(at: EpochMs): string {
  return new Date(at).toLocaleTimeString('en-GB')
}

/** `34 s`, `12 min`, `5 h`, `3 days`, for a time that is left or over, in milliseconds. */
export function duration(ms: number): string {
  const seconds = Math.ceil(Math.abs(ms) / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

/** `in 12 min` or `5 s ago`. */
export function relative(at: EpochMs, now: EpochMs): string {
  return at > now ? `in ${duration(at - now)}` : `${duration(now - at)} ago`
}

/** `1 tab`, `3 tabs`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
