import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { findBrowsers } from '../../scripts/browsers.mjs'
import { install } from './clock.js'
import { type Peer, peers } from './libraries.js'
import { measures } from './measures.js'
import { writeReport } from './report/write.js'
import type { Found, Results } from './results.js'
import { createWorld, type World } from './world.js'

const file = join(import.meta.dirname, 'results.json')

/**
 * Measures these libraries, all of them if none is named, adds what it found to `results.json`, and writes
 * the report. `report` is the name for no measure at all.
 */
export async function run(only: readonly string[], libraries: readonly string[]): Promise<void> {
  if (only[0] !== 'report') await measureAll(only, libraries)
  await writeReport(JSON.parse(readFileSync(file, 'utf8')))
}

async function measureAll(only: readonly string[], libraries: readonly string[]): Promise<void> {
  const chosen = choose(peers, libraries, 'library')
  const wanted = choose(measures, only, 'measure')
  install()
  const { browser, close } = await launch()
  const worlds = await Promise.all(chosen.map(createWorld))
  try {
    for (const { name, measure, together } of wanted) {
      const began = performance.now()
      const found = (library: string, what: unknown): void => write(browser, name, library, what)
      await measure({ browser, worlds, together: together ?? 1, found })
      console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
    }
  } finally {
    await close()
    for (const world of worlds) world.close()
  }
}

/**
 * Chromium blocks third-party cookies in profiles that are not kept, which those of Playwright are not. Two
 * libraries cannot do without: it is told to allow them, and one measure forbids them again.
 */
async function launch(): Promise<{ readonly browser: Browser; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'bench-'))
  mkdirSync(join(profile, 'Default'))
  const preferences = { profile: { cookie_controls_mode: 0 } }
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences))
  const first = await chromium.launchPersistentContext(profile, {
    ...findBrowsers().chromium,
    args: ['--ignore-certificate-errors', '--disable-background-networking', '--disable-component-update'],
  })
  const browser = first.browser()
  if (browser === null) throw new Error('Playwright tells nothing about the browser it has started.')
  return {
    browser,
    close: async () => {
      await first.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

function choose<One extends { readonly name: string }>(
  all: readonly One[],
  names: readonly string[],
  what: string,
): readonly One[] {
  const unknown = names.filter((name) => !all.some((one) => one.name === name))
  if (unknown.length > 0) {
    throw new Error(
      `There is no ${what} ${unknown.join(', ')}. Use: ${all.map(({ name }) => name).join(', ')}.`,
    )
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
}

function write(browser: Browser, measure: string, library: string, found: unknown): void {
  const before: Results = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { versions: {}, machine: '', measures: {} }
  const results: Results = {
    versions: {
      ...Object.fromEntries(peers.map((peer) => [peer.package, versionOf(peer)])),
      chromium: browser.version(),
      'oidc-provider': versionIn('../../node_modules/oidc-provider'),
      node: process.versions.node,
    },
    machine: `${cpus().length} processors`,
    measures: {
      ...before.measures,
      [measure]: { ...before.measures[measure as keyof Found], [library]: found },
    },
  }
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`)
}

function versionOf({ package: name }: Peer): string {
  return versionIn(name === 'hallpass' ? '../..' : `node_modules/${name}`)
}

function versionIn(folder: string): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, folder, 'package.json'), 'utf8')).version
}

export type Measure = (task: {
  readonly browser: Browser
  readonly worlds: readonly World[]
  /** How many libraries may be measured at the same time. */
  readonly together: number
  /** What was found about a library is kept at once: a run may be stopped. */
  readonly found: (library: string, what: unknown) => void
}) => Promise<void>
