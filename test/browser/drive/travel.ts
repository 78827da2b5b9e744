import type { Tab } from './tab.js'

// By the page itself, and a moment later: a page that comes out of the back/forward cache fires no load
// event, and drivers wait for one.

export function back(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    setTimeout(() => history.back())
  })
}

export function forward(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    setTimeout(() => history.forward())
  })
}
