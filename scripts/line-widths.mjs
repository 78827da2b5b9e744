// Holds every line of code and every comment to the width that the formatter has. The formatter itself breaks
// code at that width, and leaves strings and comments as they are. Files that begin with "Written by
// scripts/" are generated, and files that begin with "drawn here after" are drawings; both are not read.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const { lineWidth } = JSON.parse(readFileSync('biome.json', 'utf8')).formatter

/** What has no place where a line could be broken. */
const unbreakable = [
  // The path of an SVG.
  /^\s*d: '[^']*',$/,
  // A regular expression.
  /^\s*\/[^/*].*\/[a-z]*[,;)]?$/,
  // Markup in a template, where a line break would be part of the text.
  /^\s*<|['`]<\w|^\$\{\w+\(/,
  // The name of a test, which is one sentence.
  /^\s*(test|describe)(\.\w+)*\('[^']*', (async )?\(/,
  // A URL.
  /^\s*['"`]https?:\S+$/,
]

/** @returns {import('./check.mjs').Check[]} */
export function lineWidthChecks() {
  const files = ['src', 'test', 'demo', 'scripts', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  const ours = files.filter((file) => /\.m?[jt]sx?$/.test(file) && !/node_modules|[/\\]dist[/\\]/.test(file))
  return [{ name: 'width of lines', problems: ours.flatMap(tooWide) }]
}

/** @param {string} file */
function tooWide(file) {
  const lines = readFileSync(file, 'utf8').split('\n')
  if (/^\/\/ .*(Written by scripts\/|, drawn here after )/.test(lines[0] ?? '')) return []
  return lines.flatMap((line, at) =>
    line.length > lineWidth && !unbreakable.some((pattern) => pattern.test(line))
      ? [`${file}:${at + 1} has ${line.length} columns, and the limit is ${lineWidth}`]
      : [],
  )
}
