import { posix } from 'node:path'
import { runInNewContext } from 'node:vm'
import { parseSync } from 'vite'

/** What the rules need to know of one source file. Paths are relative to `src/`, with forward slashes. */
export interface SourceModule {
  readonly path: string
  readonly imports: readonly ImportedName[]
  /** Names that are not of the language itself, read while the module is evaluated. */
  readonly globals: readonly GlobalName[]
}

export interface ImportedName {
  /** A path relative to `src/` for a relative import, the specifier itself for a bare one. */
  readonly target: string
  readonly bare: boolean
  /** What is imported from an entry point of this package by its public name, `hallpass/popup`. */
  readonly byPackageName?: 'type' | 'value'
  readonly line: number
}

export interface GlobalName {
  readonly name: string
  readonly line: number
}

interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

// A fresh context holds exactly what ECMAScript defines. `console` is added by V8, and `globalThis` is the
// door to all the rest.
const languageNames: ReadonlySet<string> = new Set(
  (runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]).filter(
    (name) => name !== 'console' && name !== 'globalThis',
  ),
)

export function readSourceModule(path: string, source: string): SourceModule {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const root = program as unknown as SyntaxNode
  const lineOf = (node: SyntaxNode) => source.slice(0, node.start).split('\n').length

  const imports = nodesWithin(root, childrenOf).flatMap((node): ImportedName[] => {
    const specifier = importedFrom(node)
    if (specifier === undefined) return []
    const line = lineOf(node)
    if (specifier.startsWith('.')) return [{ target: sourcePath(path, specifier), bare: false, line }]
    const entry = entryPath(specifier)
    if (entry === undefined) return [{ target: specifier, bare: true, line }]
    return [{ target: entry, bare: false, byPackageName: isTypeOnly(node) ? 'type' : 'value', line }]
  })

  const evaluated = nodesWithin(root, evaluatedChildrenOf)
  const declared = new Set(evaluated.flatMap(declaredNames))
  const globals = evaluated
    .filter((node) => node.type === 'Identifier')
    .map((node) => ({ name: String(node.name), line: lineOf(node) }))
    .filter(({ name }) => !languageNames.has(name) && !declared.has(name))

  return { path, imports, globals }
}

/** The file of an entry point: `hallpass` is `index.ts`, and `hallpass/popup` is `popup/index.ts`. */
function entryPath(specifier: string): string | undefined {
  if (specifier === 'hallpass') return 'index.ts'
  return specifier.startsWith('hallpass/') ? `${specifier.slice('hallpass/'.length)}/index.ts` : undefined
}

function isTypeOnly(node: SyntaxNode): boolean {
  return node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType'
}

function sourcePath(importer: string, specifier: string): string {
  const joined = posix.join(posix.dirname(importer), specifier)
  return joined.replace(/\.js$/, importer.endsWith('.tsx') ? '.tsx' : '.ts')
}

function importedFrom(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType': {
      const source = node.source
      return isNode(source) && typeof source.value === 'string' ? source.value : undefined
    }
    default:
      return undefined
  }
}

function declaredNames(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'ImportDeclaration':
      return nodesIn(node.specifiers).flatMap((specifier) => boundNames(specifier.local))
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return boundNames(node.id)
    case 'CatchClause':
      return boundNames(node.param)
    default:
      return []
  }
}

function boundNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  if (pattern.type === 'Identifier') return [String(pattern.name)]
  return nodesIn(pattern.properties)
    .concat(nodesIn(pattern.elements))
    .flatMap((part) => boundNames(part.value ?? part.argument ?? part))
    .concat(boundNames(pattern.left))
}

/**
 * The parts of a node that run when the module is evaluated: no function's body, no type, no property's name.
 */
function evaluatedChildrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return []
    case 'ExportNamedDeclaration':
      return nodesIn([node.declaration])
    case 'CallExpression':
      return childrenOf(node).concat(bodyOfCalled(node.callee))
    case 'MemberExpression':
      return nodesIn([node.object, node.computed === true && node.property])
    case 'Property':
    case 'MethodDefinition':
      return nodesIn([node.computed === true && node.key, node.value])
    case 'PropertyDefinition':
      return nodesIn([node.computed === true && node.key, node.static === true && node.value])
    case 'ClassDeclaration':
    case 'ClassExpression':
      return nodesIn([node.superClass, node.body])
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
      return nodesIn([node.expression])
    case 'LabeledStatement':
      return nodesIn([node.body])
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return []
    default:
      return node.type.startsWith('TS') ? [] : childrenOf(node)
  }
}

/** A function that is called on the spot is evaluated with the module. */
function bodyOfCalled(callee: unknown): readonly SyntaxNode[] {
  if (!isNode(callee)) return []
  if (callee.type === 'ParenthesizedExpression') return bodyOfCalled(callee.expression)
  const isFunction = callee.type === 'FunctionExpression' || callee.type === 'ArrowFunctionExpression'
  return isFunction ? nodesIn([callee.body]) : []
}

function nodesWithin(root: SyntaxNode, children: (node: SyntaxNode) => readonly SyntaxNode[]): SyntaxNode[] {
  return [root, ...children(root).flatMap((child) => nodesWithin(child, children))]
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap((value) => nodesIn(Array.isArray(value) ? value : [value]))
}

function nodesIn(values: unknown): SyntaxNode[] {
  return Array.isArray(values) ? values.filter(isNode) : []
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
