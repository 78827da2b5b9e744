// For tools that do not read `exports` (TypeScript's moduleResolution node10, Parcel): a folder for each
// subpath, whose package.json says where its module and its types are. They stand at the root of the package,
// and so exist while it is packed, and no longer: `node scripts/subpath-folders.mjs write` before, `… remove`
// after.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { entryPoints } from './entry-points.mjs'

const [command] = process.argv.slice(2)
const folders = entryPoints()
  .map(({ specifier, types, code }) => ({ folder: specifier.split('/').slice(1).join('/'), types, code }))
  .filter(({ folder }) => folder !== '')

/** The deepest first, so that what is above it is empty by then. */
const deepestFirst = folders.toSorted((a, b) => b.folder.length - a.folder.length)

if (command === 'write') {
  for (const { folder, types, code } of folders) {
    const file = join(folder, 'package.json')
    if (
      existsSync(folder) &&
      readdirSync(folder).some((name) => name !== 'package.json' && !isSubpath(folder, name))
    )
      throw new Error(`${folder}/ is something else than the folder of a subpath`)
    mkdirSync(folder, { recursive: true })
    const manifest = {
      type: 'module',
      main: posix.relative(folder, code),
      types: posix.relative(folder, types),
    }
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
  }
} else if (command === 'remove') {
  for (const { folder } of deepestFirst) {
    rmSync(join(folder, 'package.json'), { force: true })
    for (let empty = folder; empty !== '.' && existsSync(empty) && readdirSync(empty).length === 0; ) {
      rmSync(empty, { recursive: true })
      empty = dirname(empty)
    }
  }
} else {
  throw new Error('write or remove?')
}

/**
 * @param {string} folder
 * @param {string} name
 */
function isSubpath(folder, name) {
  return folders.some((other) => other.folder === `${folder}/${name}`)
}
