// The steps with which each playground begins.

import { until } from '../../src/testing/index.js'
import type { Page, Step } from './stage.js'

export const openFirst: Step = {
  can: ({ pages }) => pages.length === 0,
  async run({ open }) {
    await open()
  },
}

export const signIn: Step = {
  can: ({ pages: [page] }) => page?.auth.session.get().status === 'signed-out',
  async run({ pages: [page], load, world: { server } }) {
    if (!page) return
    const { auth, tab } = page
    // #region sign-in
    void auth.login() // what your button does

    // The page leaves for the server. Ada agrees there, and the app starts on the page she comes back to.
    const request = await until(() => tab.leftFor)
    await load(page, server.authorize(request))
    // #endregion sign-in
  },
}

export function isSignedIn(page: Page | undefined): boolean {
  return page?.auth.session.get().status === 'signed-in'
}
