// What a user gets from the registry: the packed tarball, looked at from outside.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { entryPoints } from './entry-points.mjs'

/** @typedef {import('./check.mjs').Check} Check */

const folder = '.cache/package'
/** Unpacked below the project's own node_modules, so that its dependency is found as it would be after an install. */
const unpacked = join(folder, 'node_modules/hallpass')

/** @returns {Promise<Check[]>} */
export async function packageChecks() {
  const tarball = pack()
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
  return [
    await publintCheck(tarball, manifest),
    await typesCheck(tarball),
    runtimeDependencies(manifest),
    declaredFiles(manifest),
    ...entryPoints().map(importOnNode),
  ]
}

function pack() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(unpacked, { recursive: true })
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], { encoding: 'utf8' }),
  )
  const tarball = join(folder, packed.filename)
  execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'])
  return readFileSync(tarball)
}

/**
 * @param {Buffer} tarball
 * @param {Record<string, unknown>} manifest
 * @returns {Promise<Check>}
 */
async function publintCheck(tarball, manifest) {
  const { messages } = await publint({ pack: { tarball: arrayBufferOf(tarball) }, strict: true })
  return {
    name: 'publint',
    problems: messages.map((message) => formatMessage(message, manifest, { color: false }) ?? message.code),
  }
}

/**
 * The package is ESM only, so a CommonJS consumer and TypeScript's pre-2019 resolution are not looked at.
 * @param {Buffer} tarball
 * @returns {Promise<Check>}
 */
async function typesCheck(tarball) {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  if (result.types === false) return { name: 'are the types wrong', problems: ['the package has no types'] }
  const problems = result.problems.filter(
    (problem) =>
      !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)) &&
      !('resolutionOption' in problem && problem.resolutionOption === 'node10'),
  )
  return {
    name: 'are the types wrong',
    problems: problems.map((problem) => JSON.stringify(problem)),
  }
}

/**
 * @param {{ dependencies?: Record<string, string> }} manifest
 * @returns {Check}
 */
function runtimeDependencies({ dependencies = {} }) {
  const names = Object.keys(dependencies).join(', ')
  return {
    name: 'runtime dependencies',
    problems: names === 'oauth4webapi' ? [] : [`oauth4webapi and nothing else, but there is: ${names || 'none'}`],
  }
}

/**
 * @param {{ files: readonly string[] }} manifest
 * @returns {Check}
 */
function declaredFiles({ files }) {
  return {
    name: 'files of the package',
    problems: files
      .filter((file) => !existsSync(join(unpacked, file)))
      .map((file) => `${file} is listed in package.json and not in the package`),
  }
}

/**
 * @param {import('./entry-points.mjs').EntryPoint} entry
 * @returns {Check}
 */
function importOnNode({ specifier, code }) {
  const module = resolve(unpacked, code)
  const output = execFileSync(process.execPath, ['scripts/import-on-node.mjs', module, resolve(unpacked)], {
    encoding: 'utf8',
  })
  return { name: `import of ${specifier} on Node`, problems: JSON.parse(output) }
}

/** @param {Buffer} buffer */
function arrayBufferOf(buffer) {
  return new Uint8Array(buffer).buffer
}
