import { existsSync, readFileSync } from 'node:fs'
import { runQuietly } from './run-quietly.mjs'

export function isDebian() {
  // `ID=debian` exactly: on Ubuntu, which is only like Debian, `chromium` and `firefox` are wrappers around a
  // snap.
  return existsSync('/etc/os-release') && /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/**
 * Only root may install packages, and only on Debian are they the ones that the tests were seen to pass with.
 */
export function canInstallFromDebian() {
  return isDebian() && process.getuid?.() === 0
}

/** @param {readonly string[]} packages */
export function installFromDebian(packages) {
  runQuietly('apt-get', ['update', '-qq'])
  runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
}
