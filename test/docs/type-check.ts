import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Snippet } from './snippets.js'

const project = join(import.meta.dirname, '../..')
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

/**
 * Compiles the snippets as a reader would, against the built package, and gives the complaints about each.
 * They stand below the project's folder, where the name `hallpass` means the project itself.
 */
export function typeCheck(snippets: readonly Snippet[], name: string): string[][] {
  if (snippets.length === 0) return []
  if (!existsSync(join(project, 'dist/index.d.ts')))
    throw new Error('The package is not built: npm run build')
  const folder = join(project, '.cache/snippets', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = snippets.map(({ extension }, index) => `${index}.${extension}`)
  snippets.forEach(({ program }, index) => {
    writeFileSync(join(folder, files[index] ?? ''), program)
  })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...readersConfig, files }))

  const { stdout, stderr, status, error } = spawnSync(
    process.execPath,
    [compiler, '--pretty', 'false', '-p', folder],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  const complaints = snippets.map(({ document, lineOffset }, index) =>
    [...stdout.matchAll(/^([^\s(]+)\((\d+),\d+\): (error .*)$/gm)]
      .filter(([, file]) => file === files[index])
      .map(([, , line, message]) => `${document}:${Number(line) + lineOffset} ${message}`),
  )
  if (status !== 0 && complaints.flat().length === 0)
    throw new Error(`tsc failed: ${error ?? ''}${stdout}${stderr}`)
  return complaints
}

const readersConfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    types: [],
    jsx: 'react-jsx',
    experimentalDecorators: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
  },
}
