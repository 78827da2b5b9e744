// The entry points of the package, as package.json declares them.

import { readFileSync } from 'node:fs'

/**
 * @typedef {object} EntryPoint
 * @property {string} specifier  What a user imports: `hallpass`, `hallpass/vite`.
 * @property {string} types      The declaration file, relative to the project.
 * @property {string} code       The module, relative to the project.
 */

/** @returns {readonly EntryPoint[]} */
export function entryPoints() {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'))
  return Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [{ specifier: name + subpath.slice(1), types: target.types, code: target.default }],
  )
}
