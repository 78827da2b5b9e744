import type { DevAuthorizationServerOptions, ResolvedOptions } from './options.js'

/** What can be changed while the server runs, and is as the options say at the start. */
export interface Settings {
  readonly accessTokenTtlSeconds: number
  readonly rotateRefreshTokens: boolean
  readonly requireDPoP: boolean
  readonly requireDPoPNonce: boolean
  readonly requirePushedAuthorizationRequests: boolean
  readonly askForConsent: boolean
  readonly withheldScopes: readonly string[]
  /** How far the server's clock is ahead, in seconds; negative: behind. */
  readonly clockSkewSeconds: number
  /** What an API wants of the sign-in that a token comes from (RFC 9470, section 3). */
  readonly stepUp: StepUp | undefined
}

/** The parameters of the challenge `insufficient_user_authentication`. */
export interface StepUp {
  readonly acrValues: readonly string[]
  /** The age of the sign-in at most, in seconds. */
  readonly maxAge: number | undefined
  /** In milliseconds since the epoch. */
  readonly since: number
}

/** What goes wrong on the way, for all requests or for those of one test run. */
export interface Faults {
  readonly down: boolean
  readonly slowMs: number
  readonly answer: FaultyAnswer | undefined
}

export interface FaultyAnswer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** How many requests are still to be answered like this. `undefined`: all of them. */
  readonly timesLeft: number | undefined
}

export const noFaults: Faults = { down: false, slowMs: 0, answer: undefined }

export function initialSettings(options: DevAuthorizationServerOptions): Settings {
  return {
    accessTokenTtlSeconds: options.accessTokenTtlSeconds ?? 300,
    rotateRefreshTokens: options.rotateRefreshTokens ?? true,
    requireDPoP: options.requireDPoP ?? false,
    requireDPoPNonce: options.requireDPoPNonce ?? false,
    requirePushedAuthorizationRequests: options.requirePushedAuthorizationRequests ?? false,
    askForConsent: options.askForConsent ?? false,
    withheldScopes: options.withheldScopes ?? [],
    clockSkewSeconds: 0,
    stepUp: undefined,
  }
}

/** The options with the settings in the place of what they were at the start. */
export function withSettings(
  options: ResolvedOptions,
  settings: Settings,
  initial: Settings,
): ResolvedOptions {
  const { accessTokenTtlSeconds } = settings
  const isChanged = accessTokenTtlSeconds !== initial.accessTokenTtlSeconds
  return {
    ...options,
    accessTokenTtlSeconds,
    // A lifetime that was changed while the server runs applies to every API.
    apis: isChanged ? options.apis.map((api) => ({ ...api, accessTokenTtlSeconds })) : options.apis,
    rotateRefreshTokens: settings.rotateRefreshTokens,
    requireDPoP: settings.requireDPoP,
    requireDPoPNonce: settings.requireDPoPNonce,
    requirePushedAuthorizationRequests: settings.requirePushedAuthorizationRequests,
    askForConsent: settings.askForConsent,
    withheldScopes: settings.withheldScopes,
  }
}
