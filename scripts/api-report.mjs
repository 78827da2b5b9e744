// The public API as a person reviews it: one report per entry point in api/, made from the built
// declarations. A change of the API shows up in the diff of its report; `npm run api:update` accepts it.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { entryPoints } from './entry-points.mjs'

const reportFolder = resolve('api')

/** @returns {Promise<import('./check.mjs').Check[]>} */
export async function apiChecks() {
  return [...entryPoints().map((entry) => checkReport(entry, { accept: false })), checkLeftovers()]
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
  return { name: `API of ${entry.specifier}`, problems: [...problems, ...withoutDocstring(entry)] }
}

/**
 * The report marks what has no docstring, and shows its declaration in the next line.
 *
 * @param {import('./entry-points.mjs').EntryPoint} entry
 */
function withoutDocstring(entry) {
  const lines = readFileSync(resolve(reportFolder, reportName(entry)), 'utf8').split('\n')
  return lines.flatMap((line, at) =>
    line.includes('(undocumented)') ? [`no docstring: ${lines[at + 1]?.trim()}`] : [],
  )
}

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
      docModel: { enabled: false },
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

function acceptReports() {
  mkdirSync(reportFolder, { recursive: true })
  for (const entry of entryPoints()) {
    const { name, problems } = checkReport(entry, { accept: true })
    for (const problem of problems) console.error(`${name}: ${problem}`)
  }
  for (const file of leftovers()) rmSync(resolve(reportFolder, file))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) acceptReports()
