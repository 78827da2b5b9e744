// A session from its first click to its last, in two tabs.

import { until } from '../../src/testing/index.js'
import { isSignedIn, openFirst, signIn } from './first-steps.js'
import type { Playground } from './stage.js'

export const sessionAndTabs: Playground = {
  open: openFirst,
  'sign-in': signIn,
  call: {
    can: ({ pages: [page] }) => isSignedIn(page),
    async run({ pages: [page], show }) {
      if (!page) return
      const { auth } = page
      // #region call
      const answer = auth.fetch('https://api.example/orders')
      // #endregion call
      await show(page, answer)
    },
  },
  sleep: {
    can: ({ pages: [page] }) => isSignedIn(page),
    async run({ pages: [page], show, world: { clock } }) {
      if (!page) return
      const { auth } = page
      // #region sleep
      clock.sleep(3_600_000) // the laptop is closed for an hour

      const answer = auth.fetch('https://api.example/orders')
      // #endregion sleep
      await show(page, answer)
    },
  },
  'second-tab': {
    can: ({ pages: [page, other] }) => isSignedIn(page) && !other,
    async run({ open }) {
      await open()
    },
  },
  together: {
    can: ({ pages: [page, other] }) => isSignedIn(page) && isSignedIn(other),
    async run({ pages: [page, other], show, world: { clock } }) {
      if (!page || !other) return
      // #region together
      clock.sleep(3_600_000)

      const answer = page.auth.fetch('https://api.example/orders')
      const otherAnswer = other.auth.fetch('https://api.example/orders')
      // #endregion together
      await Promise.all([show(page, answer), show(other, otherAnswer)])
    },
  },
  'sign-out': {
    can: ({ pages: [, other] }) => isSignedIn(other),
    async run({ pages: [, other], load, world: { server } }) {
      if (!other) return
      const { auth, tab } = other
      // #region sign-out
      void auth.logout()

      // The page leaves for the server's own sign-out, which sends it back.
      const request = await until(() => tab.leftFor)
      await load(other, server.endSession(request) ?? '')
      // #endregion sign-out
    },
  },
}
