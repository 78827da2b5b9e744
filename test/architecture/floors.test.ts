// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSourceModule } from './source-module.js'
import { violations } from './violations.js'

const src = join(import.meta.dirname, '../../src')

function sourceFiles(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => path.replaceAll('\\', '/'))
}

function check(sources: Readonly<Record<string, string>>): string[] {
  return violations(Object.entries(sources).map(([path, source]) => readSourceModule(path, source)))
}

test('every import in src/ goes level or down, in no circle, and nothing touches a global at import', () => {
  const files = sourceFiles()
  expect(files.length).toBeGreaterThan(0)
  expect(
    violations(files.map((path) => readSourceModule(path, readFileSync(join(src, path), 'utf8')))),
  ).toEqual([])
})

describe('the rules themselves', () => {
  test('a level or downward import is fine', () => {
    expect(
      check({
        'errors.ts': '',
        'session/vault.ts': "import { AuthError } from '../errors.js'\nimport type { S } from './state.js'",
        'session/state.ts': '',
        'react.ts': "import { x } from 'react'\nimport { y } from './session/state.js'",
        'protocol/grants.ts': "import * as oauth from 'oauth4webapi'",
      }),
    ).toEqual([])
  })

  test.each([
    ['a value', "import { start } from '../client/start.js'"],
    ['a type', "import type { start } from '../client/start.js'"],
    ['a re-export', "export { start } from '../client/start.js'"],
    ['a whole re-export', "export * from '../client/start.js'"],
    ['a dynamic import in a function', "export const f = async () => await import('../client/start.js')"],
    ['an inline import type', "export type T = import('../client/start.js').T"],
  ])('an upward import of %s is told with its place', (_what, source) => {
    expect(check({ 'session/vault.ts': source })).toEqual([
      'session/vault.ts:1 imports upward: floor 2 from floor 4, client/start.ts',
    ])
  })

  test('the package is imported by its own name for types alone, and from a floor that may', () => {
    const entryPoints = { 'index.ts': '', 'popup/index.ts': '' }
    const withImport = (path: string, source: string) => check({ ...entryPoints, [path]: source })
    expect(withImport('idle/index.ts', "import type { Client } from 'hallpass'")).toEqual([])
    expect(withImport('idle/index.ts', "import { createClient } from 'hallpass'")).toEqual([
      "idle/index.ts:1 imports values of index.ts by the package's name; only types",
    ])
    expect(withImport('session/vault.ts', "import type { Client } from 'hallpass'")).toEqual([
      'session/vault.ts:1 imports upward: floor 2 from floor 4, index.ts',
    ])
    expect(withImport('client/popup.ts', "import type { PopupOptions } from 'hallpass/popup'")).toEqual([
      'client/popup.ts:1 imports upward: floor 4 from floor 5, popup/index.ts',
    ])
  })

  test('a file that stands on no floor is told', () => {
    expect(check({ 'shed/spade.ts': '' })[0]).toMatch(/^shed\/spade\.ts: shed has no floor yet/)
  })

  test('the server entry point may not reach the session, although it stands above it', () => {
    expect(
      check({ 'server/code.ts': "import '../session/state.js'\nimport '../effects/effects.js'" }),
    ).toEqual(['server/code.ts:1 imports session/state.ts, but server stands only on floors 0 and 1'])
  })

  test('what is for development and tests is reached by no entry point of an app', () => {
    const sources = { 'testing/index.ts': '', 'vite/index.ts': "import '../simulators/all.js'" }
    expect(check({ ...sources, 'react/index.ts': "import '../testing/index.js'" })).toEqual([
      'react/index.ts:1 imports testing/index.ts, which is for development and tests alone',
    ])
  })

  test('a circle is told once, in order, however long and whatever it carries', () => {
    expect(
      check({
        'session/a.ts': "import type { B } from './b.js'",
        'session/b.ts': "export const c = () => import('./c.js')",
        'session/c.ts': "export * from './a.js'",
        'session/d.ts': "import './a.js'",
      }),
    ).toEqual(['a circle of imports: session/a.ts → session/b.ts → session/c.ts → session/a.ts'])
  })

  test('oauth4webapi is imported from protocol/ only, and not even for a type elsewhere', () => {
    expect(check({ 'client/start.ts': "import type { Client } from 'oauth4webapi'" })).toEqual([
      'client/start.ts:1 imports oauth4webapi, which only src/protocol/ may',
    ])
    expect(check({ 'vite/plugin.ts': "import 'oauth4webapi'" })).toHaveLength(1)
  })

  test('the core takes no other package and nothing of Node', () => {
    expect(
      check({ 'client/start.ts': "import { z } from 'zod'", 'popup/open.ts': "import 'node:fs'" }),
    ).toEqual([
      'client/start.ts:1 imports zod, but the core depends on oauth4webapi alone',
      'popup/open.ts:1 imports node:fs, but the core depends on oauth4webapi alone',
    ])
  })

  test.each([
    ['a read', 'export const here = location.href', 'location'],
    ['a call', "\naddEventListener('focus', () => {})", 'addEventListener'],
    ['a question', "export const inBrowser = typeof window !== 'undefined'", 'window'],
    ['the way round', 'export const store = globalThis.localStorage', 'globalThis'],
    ['a channel', "const channel = new BroadcastChannel('x')", 'BroadcastChannel'],
    ['a base class', 'export class Button extends HTMLElement {}', 'HTMLElement'],
    ['a static field', 'export class A { static now = performance.now() }', 'performance'],
    ['a static block', 'export class A { static { document.title } }', 'document'],
    ['a function called on the spot', 'export const id = (() => crypto.randomUUID())()', 'crypto'],
    ['a cast', 'export const f = (fetch as unknown)', 'fetch'],
    ['a shorthand', 'export const effects = { fetch }', 'fetch'],
    ['a default', 'export const { origin = location.origin } = {}', 'location'],
  ])('%s of a global at import is told', (_what, source, name) => {
    const found = check({ 'effects/browser.ts': source })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^effects/browser\\.ts:[12] touches ${name} while it is imported`))
  })

  test.each([
    ['in a function', 'export function f(at = Date.now()) { return location.href }'],
    ['in an arrow', 'export const f = () => fetch("/")'],
    ['in a method', 'export class A { now = performance.now(); m() { return document } }'],
    ['in a type', 'export type W = typeof window; export let f: typeof fetch | undefined'],
    ['as the name of a property', 'export const o = { location: 1, fetch: 2 }; export const p = o.location'],
    [
      'as a name of its own',
      "import { fetch } from './f.js'\nexport const location = 1, g = [fetch, location]",
    ],
    [
      'and the language itself',
      'export const s = new Set([Math.PI, NaN]), e = Object.freeze({}), u = undefined',
    ],
  ])('a global %s is fine', (_where, source) => {
    expect(check({ 'effects/browser.ts': source })).toEqual([])
  })

  test('process is the platform of a Node program, and nobody else', () => {
    expect(check({ 'cli/run.ts': 'export const args = process.argv' })).toEqual([])
    expect(check({ 'client/start.ts': 'export const args = process.argv' })).toHaveLength(1)
  })

  test('what cannot be parsed is an error, not a pass', () => {
    expect(() => check({ 'errors.ts': 'export const = 1' })).toThrow('errors.ts cannot be parsed')
  })
})
