// Bundles each program of size.config.mjs with Vite for production and weighs every chunk it can load.

import { basename, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { budgets } from '../size.config.mjs'

/**
 * @typedef {import('../size.config.mjs').Budget} Budget
 * @typedef {{ name: string, when: 'at once' | 'on demand' | 'not counted', gzip: number, minified: number,
 * wideLetters: readonly string[] }} Chunk
 * @typedef {{ budget: Budget, chunks: readonly Chunk[], gzip: number, minified: number }} Weight
 */

/** @returns {Promise<import('./check.mjs').Check[]>} */
export async function sizeChecks() {
  const weights = await weighAll()
  console.log(table(weights))
  return weights.map(({ budget, gzip, chunks }) => ({
    name: `size of ${budget.name}`,
    problems: [
      ...(gzip <= budget.limit ? [] : [`${bytes(gzip)} of gzip, and the budget is ${bytes(budget.limit)}`]),
      ...(budget.manyLanguages === true ? [] : chunks.flatMap(wideLettersOf)),
    ],
  }))
}

/** @param {Chunk} chunk */
function wideLettersOf({ name, wideLetters: letters }) {
  if (letters.length === 0) return []
  return [`${name} has ${letters.join(' ')}: an engine keeps all of it in two bytes a character`]
}

/**
 * The characters beyond Latin-1. One of them is enough for an engine to keep the text of a whole script, with
 * what the app has bundled into it, in two bytes a character instead of one.
 *
 * @param {string} code
 */
function wideLetters(code) {
  return [...new Set(code.match(/[^\0-\u00ff]/gu) ?? [])]
}

async function weighAll() {
  /** @type {Weight[]} */
  const weights = []
  for (const budget of budgets) {
    const chunks = await bundle(budget)
    const base = weights.find((weight) => weight.budget.name === budget.addedTo)
    if (budget.addedTo !== undefined && base === undefined)
      throw new Error(`No budget is called ${budget.addedTo}.`)
    const loaded = chunks.filter(({ when }) => when !== 'not counted')
    weights.push({
      budget,
      chunks,
      gzip: sum(loaded.map(({ gzip }) => gzip)) - (base?.gzip ?? 0),
      minified: sum(loaded.map(({ minified }) => minified)) - (base?.minified ?? 0),
    })
  }
  return weights
}

/**
 * @param {Budget} budget
 * @returns {Promise<Chunk[]>}
 */
async function bundle({ file, source, counts, notCounted = [], external = [] }) {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: source === undefined ? [] : [programOf(resolve(file), source)],
    build: {
      write: false,
      rollupOptions: {
        input: resolve(file),
        external: [...external],
        preserveEntrySignatures: 'exports-only',
      },
    },
  })
  if (!('output' in result)) throw new Error('Vite gave no single bundle.')
  const chunks = result.output.filter((part) => part.type === 'chunk')
  const unknown = notCounted.filter((name) => !chunks.some((chunk) => nameOf(chunk) === name))
  if (unknown.length > 0) throw new Error(`No chunk of ${file} is called ${unknown.join(', ')}.`)

  const atOnce = new Set(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName))
  // A set grows while it is walked, so this reaches what the imports of the entry import in turn.
  for (const fileName of atOnce) {
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? [])
      atOnce.add(imported)
  }
  /** @param {(typeof chunks)[number]} chunk */
  function whenLoaded(chunk) {
    if (atOnce.has(chunk.fileName)) return 'at once'
    return counts === 'at once' || notCounted.includes(nameOf(chunk)) ? 'not counted' : 'on demand'
  }

  return chunks.map((chunk) => ({
    name: nameOf(chunk),
    when: whenLoaded(chunk),
    gzip: gzipSync(chunk.code, { level: 9 }).length,
    minified: Buffer.byteLength(chunk.code),
    wideLetters: wideLetters(chunk.code),
  }))
}

/**
 * A program that is in no file.
 * @param {string} path
 * @param {string} source
 * @returns {import('vite').Plugin}
 */
function programOf(path, source) {
  return {
    name: 'program',
    enforce: 'pre',
    resolveId: (id) => (id === path ? id : undefined),
    load: (id) => (id === path ? source : undefined),
  }
}

/** @param {{ facadeModuleId: string | null, name: string }} chunk */
function nameOf({ facadeModuleId, name }) {
  return facadeModuleId === null ? name : basename(facadeModuleId, extname(facadeModuleId))
}

/** @param {readonly Weight[]} weights */
function table(weights) {
  const rows = weights.flatMap(({ budget, chunks, gzip, minified }) => [
    row(
      budget.addedTo ? `${budget.name}, added to ${budget.addedTo}` : budget.name,
      gzip,
      minified,
      `of ${bytes(budget.limit)}`,
    ),
    // What is in no file is one line long, and one chunk.
    ...(budget.source === undefined ? chunks : []).map((chunk) =>
      row(`  ${chunk.when}: ${chunk.name}`, chunk.gzip, chunk.minified, ''),
    ),
  ])
  return [['', 'gzip', 'minified', 'budget'], ...rows]
    .map(([name = '', gzip = '', minified = '', limit = '']) =>
      `${name.padEnd(44)}${gzip.padStart(10)}${minified.padStart(10)}  ${limit}`.trimEnd(),
    )
    .join('\n')
}

/**
 * @param {string} name
 * @param {number} gzip
 * @param {number} minified
 * @param {string} limit
 */
function row(name, gzip, minified, limit) {
  return [name, bytes(gzip), bytes(minified), limit]
}

/** @param {number} count */
function bytes(count) {
  return count.toLocaleString('en')
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { name, problems } of await sizeChecks()) {
    for (const problem of problems) {
      console.error(`${name}: ${problem}`)
      process.exitCode = 1
    }
  }
}
