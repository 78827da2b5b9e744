// The reference in docs/reference/: one page per entry point, made from the docstrings in the built
// declarations. API Extractor reads them into a model (scripts/api-report.mjs), and this renders the model.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ApiItemKind, ApiPackage } from '@microsoft/api-extractor-model'
import { format, resolveConfig } from 'prettier'
import { entryPoints } from './entry-points.mjs'

/**
 * @typedef {import('@microsoft/api-extractor-model').ApiItem} ApiItem
 * @typedef {import('@microsoft/api-extractor-model').ApiDeclaredItem} ApiDeclaredItem
 * @typedef {import('@microsoft/tsdoc').DocNode} DocNode
 * @typedef {import('@microsoft/tsdoc').DocComment} DocComment
 * @typedef {import('./entry-points.mjs').EntryPoint} EntryPoint
 */

const folder = 'docs/reference'

/** @param {EntryPoint} entry */
export function apiModelFile(entry) {
  return resolve('.cache/api', `${nameOf(entry)}.api.json`)
}

/** @returns {Promise<import('./check.mjs').Check>} */
export async function checkReference() {
  const pages = await renderPages()
  const problems = [...pages]
    .filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
    .map(([file]) => `${file} is not what the docstrings say: npm run docs:reference`)
  return {
    name: 'reference in docs/reference/',
    problems: [...problems, ...leftovers(pages).map(isLeftover)],
  }
}

export async function writeReference() {
  const pages = await renderPages()
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of pages) writeFileSync(file, text)
  for (const file of leftovers(pages)) rmSync(file)
}

/** @param {ReadonlyMap<string, string>} pages */
function leftovers(pages) {
  const files = existsSync(folder) ? readdirSync(folder).map((file) => `${folder}/${file}`) : []
  return files.filter((file) => !pages.has(file))
}

/** @param {string} file */
function isLeftover(file) {
  return `${file} belongs to no entry point`
}

async function renderPages() {
  const options = await resolveConfig('docs/README.md')
  /** @type {Map<string, string>} */
  const pages = new Map()
  for (const entry of entryPoints()) pages.set(`${folder}/${nameOf(entry)}.md`, renderPage(entry))
  pages.set(`${folder}/README.md`, renderIndex())
  for (const [file, text] of pages)
    pages.set(file, await format(await withExamplesFormatted(text), { ...options, parser: 'markdown' }))
  return pages
}

/**
 * The model has lost the indentation of an example, so it is laid out again.
 *
 * @param {string} page
 */
async function withExamplesFormatted(page) {
  let formatted = page
  for (const [block, code = ''] of page.matchAll(/(?<=^Example:\n\n)```ts excerpt\n([\s\S]*?)\n```/gm)) {
    const options = { parser: 'typescript', filepath: 'example.tsx', semi: false, singleQuote: true }
    const text = await format(code, options).catch(() => code)
    formatted = formatted.replace(block, () => codeBlock(text))
  }
  return formatted
}

/** @param {EntryPoint} entry */
function nameOf({ specifier }) {
  return specifier.replaceAll('/', '-')
}

/** @param {EntryPoint} entry */
function itemsOf(entry) {
  const [entryPoint] = ApiPackage.loadFromJsonFile(apiModelFile(entry)).entryPoints
  return entryPoint?.members ?? []
}

function renderIndex() {
  const entries = entryPoints().map((entry) => {
    const names = itemsOf(entry).map(({ displayName }) => displayName)
    const shown = [...new Set(names)].map((name) => `\`${name}\``).join(', ')
    return `- [\`${entry.specifier}\`](${nameOf(entry)}.md): ${shown}`
  })
  return [
    '# Reference',
    'Every export of every entry point, with its options, their types and defaults. These pages are made ' +
      'from the docstrings by `npm run docs:reference`: your editor shows the same text.',
    entries.join('\n'),
  ].join('\n\n')
}

/** @param {EntryPoint} entry */
function renderPage(entry) {
  const items = itemsOf(entry)
  const groups = [
    { title: 'Functions and values', kinds: [ApiItemKind.Function, ApiItemKind.Variable, ApiItemKind.Class] },
    { title: 'Options and other interfaces', kinds: [ApiItemKind.Interface] },
    { title: 'Types', kinds: [ApiItemKind.TypeAlias] },
  ]
  const unknown = items.find(({ kind }) => !groups.some(({ kinds }) => kinds.includes(kind)))
  if (unknown) throw new Error(`scripts/reference.mjs has no group for ${unknown.displayName}`)
  const sections = groups.flatMap(({ title, kinds }) => {
    const some = items.filter(({ kind }) => kinds.includes(kind))
    return some.length === 0 ? [] : [`## ${title}`, ...some.map(renderItem)]
  })
  const madeFrom = 'Made from the docstrings by `npm run docs:reference`. [All entry points](README.md).'
  return [`# \`${entry.specifier}\``, madeFrom, ...sections].join('\n\n')
}

/** @param {ApiItem} item */
function renderItem(item) {
  const declared = /** @type {ApiDeclaredItem} */ (item)
  const isFunction = item.kind === ApiItemKind.Function
  const overload = 'overloadIndex' in item && Number(item.overloadIndex) > 1
  const heading = `### \`${item.displayName}${isFunction ? '()' : ''}\``
  return [
    ...(overload ? [] : [heading]),
    codeBlock(withoutExport(declared.excerpt.text)),
    renderDocs(declared),
    ...membersOf(item).map(renderMember),
  ].join('\n\n')
}

/**
 * The members of an interface or a class, in the order of their names.
 *
 * @param {ApiItem} item
 */
function membersOf(item) {
  const kinds = [ApiItemKind.Interface, ApiItemKind.Class]
  return kinds.includes(item.kind) ? item.members : []
}

/** @param {ApiItem} member */
function renderMember(member) {
  const declared = /** @type {ApiDeclaredItem} */ (member)
  const isOptional = 'isOptional' in member && member.isOptional === true
  const text = withoutKeywords(declared.excerpt.text)
  const isConstructor = member.kind === ApiItemKind.Constructor
  const name = isConstructor ? 'constructor' : member.displayName
  const shape = text.startsWith(name) ? text.slice(name.length).replace(/^\??:\s*/, '') : text
  const signature = shape.includes('\n') ? oneLine(shape) : shape
  const mark = isOptional ? ' (optional)' : ''
  const docs = indent(renderDocs(declared))
  return [`- **\`${name}\`**${mark}: \`${signature}\``, ...(docs === '' ? [] : [docs])].join('\n\n')
}

/** @param {string} text */
function withoutKeywords(text) {
  return text
    .trim()
    .replace(/;$/, '')
    .replace(/^readonly /, '')
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s+/g, ' ')
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^(?=.)/gm, '  ')
}

/** @param {string} text */
function withoutExport(text) {
  return text.trim().replace(/^export (declare )?/, '')
}

/**
 * A block that the test of the documents does not compile, since it is no program of its own.
 *
 * @param {string} code
 */
function codeBlock(code, language = 'ts') {
  return `\`\`\`${language} excerpt\n${code.trim()}\n\`\`\``
}

/** @param {ApiDeclaredItem} item */
function renderDocs({ tsdocComment }) {
  if (tsdocComment === undefined) return ''
  const { params, returnsBlock, remarksBlock, seeBlocks, customBlocks, summarySection } = tsdocComment
  const parameters = params.blocks.map((block) => `- \`${block.parameterName}\`: ${inline(block.content)}`)
  const others = customBlocks.map(({ blockTag, content }) => customBlock(blockTag.tagName, content))
  return [
    render(summarySection),
    ...(remarksBlock ? [render(remarksBlock.content)] : []),
    ...(parameters.length > 0 ? [parameters.join('\n')] : []),
    ...(returnsBlock ? [`Returns ${inline(returnsBlock.content)}`] : []),
    ...others,
    ...seeBlocks.map(({ content }) => `See ${inline(content)}`),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/**
 * @param {string} tag
 * @param {DocNode} content
 */
function customBlock(tag, content) {
  if (tag === '@example') return `Example:\n\n${exampleBlock(source(content).trim())}`
  if (tag === '@throws') return `Throws ${inline(content).replace(/^\{(\w+)\}/, '`$1`:')}`
  if (tag === '@default' || tag === '@defaultValue') return `Default: ${inline(content)}`
  throw new Error(`scripts/reference.mjs does not know ${tag}`)
}

/** @param {string} text */
function exampleBlock(text) {
  const { language, code } = /^```(?<language>\w*)\n(?<code>[\s\S]*?)\n```$/.exec(text)?.groups ?? {
    language: 'ts',
    code: text,
  }
  return codeBlock(code ?? '', language)
}

/** @param {DocNode} node */
function inline(node) {
  return render(node).replace(/\s+/g, ' ').trim()
}

/**
 * Markdown of a piece of a docstring.
 *
 * @param {DocNode} node
 * @returns {string}
 */
function render(node) {
  const parts = /** @type {any} */ (node)
  const children = () => node.getChildNodes().map(render).join('')
  switch (node.kind) {
    case 'PlainText':
      return escapeMarkdown(parts.text)
    case 'CodeSpan':
      return `\`${parts.code}\``
    case 'SoftBreak':
      return '\n'
    case 'EscapedText':
      return parts.decodedText
    case 'ErrorText':
      return escapeMarkdown(parts.text)
    case 'FencedCode':
      return `\n\n${codeBlock(parts.code, parts.language)}\n\n`
    case 'LinkTag':
      return parts.urlDestination
        ? `[${parts.linkText ?? parts.urlDestination}](${parts.urlDestination})`
        : `\`${source(node).replace(/^\{@link\s+|\}$/g, '')}\``
    case 'Paragraph':
      return `${children().trim()}\n\n`
    case 'Section':
      return children().trim()
    default:
      throw new Error(`scripts/reference.mjs does not know ${node.kind}`)
  }
}

/** @param {string} text */
function escapeMarkdown(text) {
  return text.replaceAll('<', '\\<')
}

/**
 * The text of a piece of a docstring as it was written.
 *
 * @param {DocNode} node
 * @returns {string}
 */
function source(node) {
  const parts = /** @type {any} */ (node)
  if (node.kind === 'Excerpt') return parts.content.toString()
  if (node.kind === 'SoftBreak') return '\n'
  return node.getChildNodes().map(source).join('')
}
