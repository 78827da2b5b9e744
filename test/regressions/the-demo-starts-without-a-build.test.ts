// `npm run demo` is the first command of README.md, and a fresh clone has no `dist`. Vite resolves imports of
// `hallpass` for the page, with the alias in vite.config.ts, but not for vite.config.ts itself.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

test('nothing that vite.config.ts imports is imported from the built package', () => {
  const files = filesBehind('vite.config.ts')
  expect(files.size).toBeGreaterThan(50)
  const fromPackage = [...files].filter(([, specifiers]) =>
    specifiers.some((it) => /^hallpass(\/|$)/.test(it)),
  )
  expect(fromPackage.map(([file]) => file)).toEqual([])
})

/** Every file that the file leads to by relative imports, with what it imports. */
function filesBehind(file: string, found = new Map<string, string[]>()): Map<string, string[]> {
  if (found.has(file)) return found
  const source = readFileSync(file, 'utf8')
  // An import of types is not there any more when the file runs.
  const code = source.replace(/^(import|export) type [^;]*? from '[^']+'/gm, '')
  const imports = code.matchAll(/^(?:import|export|\}).*?from '([^']+)'|^import '([^']+)'/gm)
  const specifiers = [...imports].map(([, from, alone]) => from ?? alone ?? '')
  found.set(file, specifiers)
  for (const specifier of specifiers.filter((it) => it.startsWith('.'))) {
    const next = join(dirname(file), specifier.replace(/\.js$/, '.ts'))
    if (existsSync(next)) filesBehind(next, found)
  }
  return found
}
