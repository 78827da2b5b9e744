/** A block of TypeScript in a document, as a program of its own. */
export interface Snippet {
  /** Where a person finds it: `README.md:12`. */
  readonly place: string
  readonly extension: 'ts' | 'tsx'
  readonly program: string
  readonly document: string
  /** What to add to a line of the program to have the line of the document. */
  readonly lineOffset: number
}

const block =
  /(?:<!-- given:(?<given>[\s\S]*?)-->\s*)?^ *(?<fence>```+)(?<language>tsx?|typescript)\b(?! excerpt)[^\n]*\n(?<code>[\s\S]*?)^ *\k<fence> *$/gm

/** Code that a document takes from a file of the project. */
export interface Excerpt {
  /** `docs/frameworks/vue.md:12` */
  readonly place: string
  /** `examples/vue/src/main.ts` */
  readonly file: string
  readonly code: string
}

const excerpt = /^<!-- from: (?<file>\S+) -->\s*(?<fence>```+)[^\n]*\n(?<code>[\s\S]*?)^\k<fence>$/gm

/**
 * Every block of code with a comment before it that names its file: `<!-- from: examples/vue/src/main.ts
 * -->`.
 */
export function excerptsOf(document: string, text: string): Excerpt[] {
  return [...text.matchAll(excerpt)].map((match) => {
    const { file = '', code = '' } = match.groups ?? {}
    return { place: `${document}:${lineAt(text, match.index)}`, file, code }
  })
}

/**
 * Every ```ts and ```tsx block of a document. Names that a reader is assumed to have are declared in a
 * comment before the block, which is invisible in the rendered document: `<!-- given: declare const button:
 * HTMLButtonElement -->`. A block that begins with ```ts excerpt is no program: a signature of the reference.
 * Code that is taken from a file is compiled there.
 */
export function snippetsOf(document: string, text: string): Snippet[] {
  const own = text.replace(excerpt, (code) => code.replace(/[^\n]/g, ''))
  return [...own.matchAll(block)].map((match) => {
    const { given = '', fence = '', language = '', code = '' } = match.groups ?? {}
    const codeStart = match.index + match[0].indexOf(code, match[0].indexOf(fence + language) + 1)
    const firstLine = lineAt(own, codeStart)
    // A comment for the compiler, such as `@jsxImportSource`, counts at the top alone.
    const preamble = `${given.trim()}\nexport {}\n`
    return {
      place: `${document}:${firstLine}`,
      extension: language === 'tsx' ? 'tsx' : 'ts',
      program: preamble + code,
      document,
      lineOffset: firstLine - lineAt(preamble, preamble.length),
    }
  })
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
