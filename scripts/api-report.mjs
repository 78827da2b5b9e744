// The public API as a person reviews it: one report per entry point in api/, made from the built
// declarations. A change of the API shows up in the diff of its report; `npm run api:update` accepts it.
// The same run makes the reference in docs/reference/, from the same declarations.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { entryPoints } from './entry-points.mjs'
import { apiModelFile, checkReference, writeReference } from './reference.mjs'

const reportFolder = resolve('api')
/**
 * Where this package is installed while the reports are made, so that an entry point can import from another.
 */
const installed = resolve('.cache/api/node_modules/hallpass')

/** @returns {Promise<import('./check.mjs').Check[]>} */
export async function apiChecks() {
  install()
  const reports = entryPoints().map((entry) => checkReport(entry, { accept: false }))
  return [...reports, checkLeftovers(), await checkReference()]
}

/**
 * API Extractor takes a type that an entry point imports from `hallpass` for another package's, as users do.
 */
function install() {
  mkdirSync(dirname(installed), { recursive: true })
  rmSync(installed, { force: true })
  symlinkSync(resolve('dist'), installed, 'junction')
}

/**
 * @param {import('./entry-points.mjs').EntryPoint} entry
 * @param {{ accept: boolean }} options
 * @returns {import('./check.mjs').Check}
 */
function checkReport(entry, { accept }) {
  /** @type {string[]} */
  const problems = []
  const { apiReportChanged, succeeded } = Extractor.invoke(reportConfig(entry), {
    localBuild: accept,
    messageCallback: (message) => {
      message.handled = true
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text)
    },
  })
  if (apiReportChanged && !accept) {
    problems.push(
      `the API is not the one in api/${reportName(entry)}; look at it and accept it with: npm run api:update`,
    )
  }
  if (!succeeded && !apiReportChanged && problems.length === 0) problems.push('api-extractor failed')
  return { name: `API of ${entry.specifier}`, problems: [...problems, ...faultsIn(entry)] }
}

/**
 * The report marks a declaration that has no docstring in the line before it, and names each type that the
 * entry point shows and does not export.
 *
 * @param {import('./entry-points.mjs').EntryPoint} entry
 */
function faultsIn(entry) {
  const lines = readFileSync(resolve(reportFolder, reportName(entry)), 'utf8').split('\n')
  return lines.flatMap((line, at) => {
    if (line.includes('(undocumented)')) return [`no docstring: ${lines[at + 1]?.trim()}`]
    const forgotten = /ae-forgotten-export\) The symbol "(.*?)"/.exec(line)?.[1]
    return forgotten === undefined ? [] : [`${forgotten} ${isShownButNotExported}`]
  })
}

const isShownButNotExported =
  'shows in the API and is not exported: export it there, or import its type from the entry point that ' +
  "exports it: import type { Client } from 'hallpass'"

/** @param {import('./entry-points.mjs').EntryPoint} entry */
function reportConfig(entry) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
    configObject: {
      projectFolder: resolve('.'),
      mainEntryPointFilePath: resolve(entry.types),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            module: 'NodeNext',
            lib: ['ES2023', 'DOM', 'DOM.Iterable'],
            types: ['node'],
            strict: true,
            skipLibCheck: true,
            paths: {
              hallpass: [resolve(installed, 'index.d.ts')],
              'hallpass/*': [resolve(installed, '*/index.d.ts')],
            },
          },
          files: [resolve(entry.types)],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: reportName(entry),
        reportFolder,
        reportTempFolder: resolve('.cache/api'),
      },
      docModel: { enabled: true, apiJsonFilePath: apiModelFile(entry) },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          // Everything that is exported is public; what is not is taken out by `stripInternal`.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // Said on the spot by "(undocumented)"; the list of them is full of line numbers.
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  })
}

/** @param {import('./entry-points.mjs').EntryPoint} entry */
function reportName({ specifier }) {
  return `${specifier.replaceAll('/', '-')}.api.md`
}

function leftovers() {
  const current = entryPoints().map(reportName)
  const reports = existsSync(reportFolder) ? readdirSync(reportFolder) : []
  return reports.filter((file) => !current.includes(file))
}

/** @returns {import('./check.mjs').Check} */
function checkLeftovers() {
  return {
    name: 'reports in api/',
    problems: leftovers().map((file) => `api/${file} belongs to no entry point`),
  }
}

async function acceptReports() {
  install()
  mkdirSync(reportFolder, { recursive: true })
  for (const entry of entryPoints()) {
    const { name, problems } = checkReport(entry, { accept: true })
    for (const problem of problems) console.error(`${name}: ${problem}`)
  }
  for (const file of leftovers()) rmSync(resolve(reportFolder, file))
  await writeReference()
}

async function makeReference() {
  install()
  for (const entry of entryPoints()) checkReport(entry, { accept: false })
  await writeReference()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await (process.argv[2] === 'reference' ? makeReference() : acceptReports())
}
