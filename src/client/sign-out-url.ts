import type { Context } from './context.js'

/**
 * Takes the `state` of a sign-out out of the address bar of the page that the server sends people back to.
 * Only the very parameter that was sent from this tab is removed: any other `state`, and every other
 * parameter, stays.
 */
export function cleanSignOutUrl<User>(context: Context<User>): void {
  const page = context.page()
  const url = new URL(page.url())
  // The first read of sessionStorage takes a good part of a millisecond, which a URL without a `state` saves.
  if (!url.searchParams.has('state')) return
  const state = context.signOuts.ownState()
  if (state === undefined) return
  const pairs = url.search.slice(1).split('&')
  const others = pairs.filter((pair) => pair !== `state=${state}`)
  if (others.length === pairs.length) return
  url.search = others.join('&')
  page.replace(url.href)
}
