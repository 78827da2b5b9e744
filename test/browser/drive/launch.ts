import type { Engine } from '../../../scripts/browsers.mjs'
import { findBrowsers } from '../../../scripts/browsers.mjs'
import { launchPlaywright } from './playwright.js'
import type { Browser } from './tab.js'
import { launchWebKitGtk } from './webkitgtk.js'

/** Starts a real browser of this engine: Playwright's own or the system's, whichever this machine has. */
export function launch(engine: Engine): Promise<Browser> {
  const browsers = findBrowsers()
  const { webkit } = browsers
  if (engine === 'webkit' && typeof webkit === 'object') return launchWebKitGtk(webkit)
  const installed = engine === 'webkit' ? webkit && {} : browsers[engine]
  if (!installed)
    throw new Error(`There is no ${engine} here. Run: node scripts/ensure-browsers.mjs ${engine}`)
  return launchPlaywright(engine, installed)
}
