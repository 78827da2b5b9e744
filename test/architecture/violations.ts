import type { SourceModule } from './source-module.js'

/**
 * Where each file or folder directly below `src/` stands (ARCHITECTURE.md, "Floors").
 * A file imports from its own floor or from one below.
 */
const floors: Readonly<Record<string, number>> = {
  aborted: 0,
  'check-number': 0,
  clock: 0,
  'error-details': 0,
  errors: 0,
  explain: 0,
  'invalid-option': 0,
  'message-for': 0,
  own: 0,
  printable: 0,
  reported: 0,
  protocol: 0,
  providers: 0,
  effects: 1,
  session: 2,
  fetch: 3,
  client: 4,
  index: 4,
  dpop: 5,
  diagnose: 5,
  fapi: 5,
  signatures: 5,
  idle: 5,
  popup: 5,
  router: 5,
  silent: 5,
  userinfo: 5,
  server: 5,
  adapters: 6,
  query: 6,
  react: 6,
  preact: 6,
  vue: 6,
  svelte: 6,
  solid: 6,
  angular: 6,
  elements: 6,
  devtools: 6,
  testing: 6,
  simulators: 6,
  vite: 6,
  cli: 6,
}

const highestCoreFloor = 5

/** `server` runs where there is no session, so it may not reach for one. */
const standsOnlyOn: Readonly<Record<string, readonly number[]>> = { server: [0, 1] }

/** For development and tests alone. An app in production reaches none of it. */
const forDevelopment: ReadonlySet<string> = new Set(['testing', 'simulators', 'vite', 'cli'])

/** Programs for Node, where these are the platform and not a browser's. */
const nodePrograms: Readonly<Record<string, true>> = { vite: true, cli: true }
const nodeGlobals: ReadonlySet<string> = new Set(['process', 'Buffer', 'console', 'URL'])

/** One sentence for each rule a file breaks; empty when all is well. */
export function violations(modules: readonly SourceModule[]): string[] {
  return [
    ...modules.filter((module) => floorOf(module.path) === undefined).map(noFloor),
    ...modules.flatMap(upwardImports),
    ...modules.flatMap(foreignImports),
    ...modules.flatMap(importsOfDevelopment),
    ...modules.flatMap(valuesByPackageName),
    ...modules.flatMap(globalsAtImport),
    ...circles(modules),
  ]
}

function noFloor({ path }: SourceModule): string {
  return (
    `${path}: ${placeOf(path)} has no floor yet; give it one in ARCHITECTURE.md and in ` +
    'test/architecture/violations.ts'
  )
}

function upwardImports({ path, imports }: SourceModule): string[] {
  const from = floorOf(path)
  if (from === undefined) return []
  return imports
    .filter(({ bare }) => !bare)
    .flatMap(({ target, line }) => {
      const to = floorOf(target)
      if (to === undefined) return []
      const allowed = standsOnlyOn[placeOf(path)]
      if (allowed !== undefined && placeOf(target) !== placeOf(path) && !allowed.includes(to)) {
        return [
          `${path}:${line} imports ${target}, but ${placeOf(path)} stands only on floors ` +
            `${allowed.join(' and ')}`,
        ]
      }
      return to > from ? [`${path}:${line} imports upward: floor ${from} from floor ${to}, ${target}`] : []
    })
}

function importsOfDevelopment({ path, imports }: SourceModule): string[] {
  if (forDevelopment.has(placeOf(path))) return []
  return imports
    .filter(({ bare, target }) => !bare && forDevelopment.has(placeOf(target)))
    .map(({ target, line }) => `${path}:${line} imports ${target}, which is for development and tests alone`)
}

function foreignImports({ path, imports }: SourceModule): string[] {
  const floor = floorOf(path)
  const core = floor !== undefined && floor <= highestCoreFloor
  return imports
    .filter(({ bare }) => bare)
    .flatMap(({ target, line }) => {
      if (target === 'oauth4webapi') {
        return placeOf(path) === 'protocol'
          ? []
          : [`${path}:${line} imports oauth4webapi, which only src/protocol/ may`]
      }
      return core ? [`${path}:${line} imports ${target}, but the core depends on oauth4webapi alone`] : []
    })
}

/**
 * An entry point imports the public types of another one by the package's name, so that a report of the API
 * shows where a user finds them. A value imported so could be that of a second copy of the package.
 */
function valuesByPackageName({ path, imports }: SourceModule): string[] {
  return imports
    .filter(({ byPackageName }) => byPackageName === 'value')
    .map(
      ({ target, line }) => `${path}:${line} imports values of ${target} by the package's name; only types`,
    )
}

function globalsAtImport({ path, globals }: SourceModule): string[] {
  const forNode = nodePrograms[placeOf(path)] === true
  return globals
    .filter(({ name }) => !(forNode && nodeGlobals.has(name)))
    .map(({ name, line }) => `${path}:${line} touches ${name} while it is imported; touch it when it is used`)
}

function circles(modules: readonly SourceModule[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const done = new Set<string>()
  const found: string[] = []

  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      found.push(`a circle of imports: ${[...trail.slice(start), path].join(' → ')}`)
      return
    }
    if (done.has(path)) return
    for (const { target, bare } of byPath.get(path)?.imports ?? []) if (!bare) visit(target, [...trail, path])
    done.add(path)
  }

  for (const { path } of modules) visit(path, [])
  return found
}

function floorOf(path: string): number | undefined {
  return floors[placeOf(path)]
}

/** `client/start.ts` stands in `client`, `errors.ts` in `errors`. */
function placeOf(path: string): string {
  return path.replace(/\/.*$/, '').replace(/\.tsx?$/, '')
}
