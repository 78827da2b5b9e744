// The formatter breaks code at its line width and leaves comments as they are. This check holds comments to
// the same
// width. Files that begin with "Written by scripts/" are generated and not read.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const { lineWidth } = JSON.parse(readFileSync('biome.json', 'utf8')).formatter

/** @returns {import('./check.mjs').Check[]} */
export function commentWidthChecks() {
  const files = ['src', 'test', 'demo', 'scripts', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  const ours = files.filter((file) => /\.m?ts$|\.mjs$/.test(file) && !file.includes('node_modules'))
  return [{ name: 'width of comments', problems: ours.flatMap(tooWide) }]
}

/** @param {string} file */
function tooWide(file) {
  const lines = readFileSync(file, 'utf8').split('\n')
  if (/^\/\/ .*(Written by scripts\/|, drawn here after )/.test(lines[0] ?? '')) return []
  return lines.flatMap((line, at) =>
    /^\s*(\/\/|\/?\*)/.test(line) && line.length > lineWidth
      ? [`${file}:${at + 1} has ${line.length} columns, and the limit is ${lineWidth}`]
      : [],
  )
}
