/** Of access tokens and ID Tokens. Nobody waits for that: the clock is moved. */
export const lifetimeSeconds = 3600
