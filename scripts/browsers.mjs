// Which real browsers this machine has, and how Playwright is told about each.
//
// Looked for in this order: a path given by hand, Playwright's own download, Debian's package. A system
// browser is believed on Debian only: those are the ones the tests were seen to pass with. Elsewhere it may
// be a snap wrapper or any version at all, and Playwright's own download is the safer one.

import { existsSync, readdirSync } from 'node:fs'
import { chromium, firefox, webkit } from '@playwright/test'
import { isDebian } from './debian.mjs'

/** The engines the tests know, in the order they are reported. */
export const engines = /** @type {const} */ (['chromium', 'firefox', 'webkit'])

/** @returns {import('./browsers.mjs').Browsers} */
export function findBrowsers() {
  const found = { chromium: findChromium(), firefox: findFirefox(), webkit: findWebKit() }
  return Object.fromEntries(Object.entries(found).filter(([, browser]) => browser !== undefined))
}

function findChromium() {
  const given = givenPath('HALLPASS_CHROMIUM')
  if (given !== undefined) return { executablePath: given }
  if (existsSync(chromium.executablePath())) return {}
  const system = debianPath('/usr/bin/chromium')
  return system === undefined ? undefined : { executablePath: system }
}

function findFirefox() {
  // Playwright drives its own patched Firefox by default; a stock one needs this channel (WebDriver BiDi).
  const channel = 'moz-firefox'
  const given = givenPath('HALLPASS_FIREFOX')
  if (given !== undefined) return { executablePath: given, channel }
  if (existsSync(firefox.executablePath())) return {}
  const system = debianPath('/usr/bin/firefox-esr')
  return system === undefined ? undefined : { executablePath: system, channel }
}

function findWebKit() {
  const driver = givenPath('HALLPASS_WEBKIT_DRIVER')
  const minibrowser = givenPath('HALLPASS_WEBKIT_MINIBROWSER')
  if (driver !== undefined && minibrowser !== undefined) return { driver, minibrowser }
  if (existsSync(webkit.executablePath())) return 'playwright'
  return isDebian() ? findWebKitGtk() : undefined
}

/** WebKitGTK has no headless mode, so it counts as found only together with the X server it is shown on. */
function findWebKitGtk() {
  const driver = debianPath('/usr/bin/WebKitWebDriver')
  const minibrowser = readdirSync('/usr/lib')
    .map((architecture) => `/usr/lib/${architecture}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path))
  const xServer = debianPath('/usr/bin/Xvfb')
  if (driver === undefined || minibrowser === undefined || xServer === undefined) return undefined
  return { driver, minibrowser }
}

/** @param {string} variable */
function givenPath(variable) {
  const path = process.env[variable]
  if (path === undefined || path === '') return undefined
  if (!existsSync(path)) throw new Error(`${variable} is set to ${path}, and there is no such file.`)
  return path
}

/** @param {string} path */
function debianPath(path) {
  return isDebian() && existsSync(path) ? path : undefined
}
