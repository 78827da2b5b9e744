// What a user gets from the registry: the packed tarball, looked at from outside.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { entryPoints } from './entry-points.mjs'

/** @typedef {import('./check.mjs').Check} Check */

const folder = '.cache/package'
/** The project as it is cloned: nothing has been built. */
const clone = join(folder, 'clone')
/**
 * Unpacked below the project's own node_modules, so that its dependency is found as it would be after an
 * install.
 */
const unpacked = join(folder, 'node_modules/hallpass')

/** What git has not, or nothing of which is packed. */
const notCloned = new Set([
  '.git',
  '.cache',
  '.venv',
  'node_modules',
  'dist',
  'test',
  'bench',
  'test-results',
])

/** @returns {Promise<Check[]>} */
export async function packageChecks() {
  const tarball = pack()
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
  return [
    await publintCheck(tarball, manifest),
    await typesCheck(tarball),
    runtimeDependencies(manifest),
    declaredFiles(manifest),
    deadLinks(),
    withoutExports(),
    leftBehind(),
    await commandCheck(manifest),
    ...entryPoints().map(importOnNode),
  ]
}

function pack() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(unpacked, { recursive: true })
  mkdirSync(clone)
  for (const name of readdirSync('.'))
    if (!notCloned.has(name)) cpSync(name, join(clone, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'), 'junction')
  const destination = resolve(folder)
  const args = ['pack', '--loglevel=error', '--pack-destination', destination]
  execFileSync('npm', args, { cwd: clone, stdio: ['ignore', 'ignore', 'inherit'] })
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '')
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
 * The package is ESM only, so a CommonJS consumer is not looked at; nor is what TypeScript's node10
 * resolution thinks of the module's kind, only whether it finds the types.
 * @param {Buffer} tarball
 * @returns {Promise<Check>}
 */
async function typesCheck(tarball) {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  if (result.types === false) return { name: 'are the types wrong', problems: ['the package has no types'] }
  const problems = result.problems.filter(
    (problem) =>
      !('resolutionKind' in problem && problem.resolutionKind === 'node16-cjs') &&
      !(
        problem.kind !== 'NoResolution' &&
        'resolutionKind' in problem &&
        problem.resolutionKind === 'node10'
      ) &&
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
    problems:
      names === 'oauth4webapi' ? [] : [`oauth4webapi and nothing else, but there is: ${names || 'none'}`],
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
      .filter((file) => !file.startsWith('!') && !existsSync(join(unpacked, file)))
      .map((file) => `${file} is listed in package.json and not in the package`),
  }
}

/**
 * Every link of a document to another file of the project leads to one that is in the package.
 * @returns {Check}
 */
function deadLinks() {
  const documents = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  )
  const problems = documents.flatMap((document) => {
    const text = readFileSync(join(unpacked, document), 'utf8').replace(/^ *(```+)[\s\S]*?^ *\1 *$/gm, '')
    return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
      .map(([, inline = '', attribute = '']) => (inline || attribute).replace(/#.*/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(join(unpacked, dirname(document), target)))
      .map((target) => `${document} links to ${target}, which is not in the package`)
  })
  return { name: 'links of the packed documents', problems }
}

/**
 * As tools find a module that do not read `exports`: by the `main` and the `types` of the package.json in the
 * folder that is imported.
 * @returns {Check}
 */
function withoutExports() {
  const problems = entryPoints().flatMap(({ specifier, types, code }) => {
    const imported = join(unpacked, '..', specifier)
    const file = join(imported, 'package.json')
    const found = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    return Object.entries({ main: code, types })
      .filter(([name, path]) => !found[name] || resolve(imported, found[name]) !== resolve(unpacked, path))
      .map(([name]) => `${specifier}: no package.json with the right '${name}'`)
  })
  return { name: 'imports without exports', problems }
}

/**
 * What packing makes for the package is not left in the project.
 * @returns {Check}
 */
function leftBehind() {
  const folders = entryPoints().map(({ specifier }) => specifier.split('/')[1])
  return {
    name: 'folders of subpaths in the project',
    problems: folders
      .filter((name) => name && existsSync(join(clone, name)))
      .map((name) => `${name}/ was left there`),
  }
}

/**
 * `npx hallpass dev-server` in an empty folder: it serves an issuer, says nothing on the error stream, and
 * ends when it is told to.
 * @param {{ bin?: Record<string, string> }} manifest
 * @returns {Promise<Check>}
 */
async function commandCheck({ bin = {} }) {
  const name = 'the command from the package'
  const program = bin.hallpass && resolve(unpacked, bin.hallpass)
  if (!program || !existsSync(program)) return { name, problems: ['the package has no command hallpass'] }
  const cwd = join(folder, 'empty')
  mkdirSync(cwd)
  const child = spawn(process.execPath, [program, 'dev-server', '--port', '0'], { cwd })
  let output = ''
  let errors = ''
  child.stderr.on('data', (part) => {
    errors += part
  })
  const ended = once(child, 'close')
  /** @type {Promise<string | undefined>} */
  const issuer = new Promise((resolve) => {
    child.stdout.on('data', (part) => {
      output += part
      const found = /Issuer +(\S+)\n/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    ended.then(() => resolve(undefined))
  })
  const problems = []
  try {
    const url = await issuer
    const metadata = url && (await (await fetch(`${url}/.well-known/openid-configuration`)).json())
    if (!url || metadata.issuer !== url) problems.push(`it serves no issuer: ${output}${errors}`)
    else problems.push(...otherCommandProblems(program, cwd, url))
  } finally {
    child.kill('SIGTERM')
  }
  const [code] = await ended
  if (code !== 0) problems.push(`it ended with ${code}`)
  if (errors !== '') problems.push(errors)
  return { name, problems }
}

/**
 * The doctor finds nothing wrong with the development server, and `init` leaves an empty folder alone.
 * @param {string} program
 * @param {string} cwd
 * @param {string} issuer
 * @returns {string[]}
 */
function otherCommandProblems(program, cwd, issuer) {
  const run = (/** @type {readonly string[]} */ args) =>
    spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' })
  const doctor = run(['doctor', issuer, '--client-id', 'spa', '--redirect-uri', 'http://localhost:5173/'])
  const init = run(['init', '--yes'])
  return [
    ...(doctor.status === 0
      ? []
      : [`the doctor ended with ${doctor.status}: ${doctor.stdout}${doctor.stderr}`]),
    ...(init.status === 1 && /no package\.json/.test(init.stderr)
      ? []
      : [`init ended with ${init.status}: ${init.stdout}${init.stderr}`]),
  ]
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
