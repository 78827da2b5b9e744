// What becomes of a session when the server is down, an API refuses a token, and the grant is revoked.

import { isSignedIn, openFirst, signIn } from './first-steps.js'
import type { Playground, Step } from './stage.js'

/** Undoes the fault of the step `down`. It does nothing while nothing is down. */
let repair = (): void => {}

export const badDays: Playground = {
  open: openFirst,
  'sign-in': signIn,
  down: whileSignedIn(async ({ pages: [page], show, world: { clock, server } }) => {
    if (!page) return
    const { auth } = page
    repair()
    // #region down
    repair = server.fail('token', { status: 503 })
    clock.sleep(3_600_000) // the access token expires meanwhile

    const answer = auth.fetch('https://api.example/orders')
    // #endregion down
    await show(page, answer)
  }),
  up: whileSignedIn(async ({ pages: [page], show, world: { clock } }) => {
    if (!page) return
    const { auth } = page
    // #region up
    repair()
    clock.sleep(60_000)

    const answer = auth.fetch('https://api.example/orders')
    // #endregion up
    await show(page, answer)
  }),
  refused: whileSignedIn(async ({ pages: [page], show, world: { clock, server } }) => {
    if (!page) return
    const { auth } = page
    // #region refused
    // The API no longer takes the token, although its time is not over.
    server.expireAccessTokens()
    clock.advance(1000)

    const answer = auth.fetch('https://api.example/orders')
    // #endregion refused
    await show(page, answer)
  }),
  revoke: whileSignedIn(async ({ pages: [page], show, world: { clock, server } }) => {
    if (!page) return
    const { auth } = page
    repair()
    // #region revoke
    server.revoke('ada') // an administrator ends Ada's session
    clock.sleep(3_600_000)

    const answer = auth.fetch('https://api.example/orders')
    // #endregion revoke
    await show(page, answer)
  }),
}

function whileSignedIn(run: Step['run']): Step {
  return { can: ({ pages: [page] }) => isSignedIn(page), run }
}
