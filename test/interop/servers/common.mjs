// What every server here is told, and what it tells once it can be used.

/** The origin of the app that signs people in. */
export const appOrigin = process.env.APP_ORIGIN ?? 'http://127.0.0.1:4700'
/** The server's own port, on 127.0.0.1. */
export const port = Number(process.env.PORT ?? 4800)
export const accessTokenSeconds = Number(process.env.ACCESS_TOKEN_SECONDS ?? 300)

export const redirectUris = [`${appOrigin}/`, `${appOrigin}/popup.html`]
export const postLogoutRedirectUris = [`${appOrigin}/`]

/**
 * Prints the facts that the driver needs as one line of JSON: `version`, `issuer`, `clientId`, and what else
 * `facts.ts` names.
 *
 * @param {Record<string, unknown>} facts
 */
export function ready(facts) {
  console.log(JSON.stringify({ ready: true, ...facts }))
}

/** @param {() => unknown} stop */
export function onStop(stop) {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, async () => {
      await stop()
      process.exit(0)
    })
  }
}
