import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../command.js'

export type Framework = 'react' | 'preact' | 'vue' | 'svelte' | 'solid' | 'plain' | 'next' | 'angular'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** A folder as `npx hallpass init` finds it. */
export interface Project {
  readonly folder: string
  readonly framework: Framework
  readonly hasTypeScript: boolean
  readonly packageManager: PackageManager
  /** Where the app's code is, with a slash at the end: `src/`, or nothing. */
  readonly source: string
  /** The router, by the name of its package. */
  readonly router: string | undefined
  readonly dependencies: ReadonlySet<string>
  /** The text of a file below the folder; `undefined` where there is none. */
  readonly read: (file: string) => string | undefined
}

export const frameworkNames: Readonly<Record<Framework, string>> = {
  react: 'React with Vite',
  preact: 'Preact with Vite',
  vue: 'Vue with Vite',
  svelte: 'Svelte with Vite',
  solid: 'Solid with Vite',
  plain: 'Vite without a framework',
  next: 'Next.js',
  angular: 'Angular',
}

/** By the package that tells it, the more particular first. */
const frameworks: readonly (readonly [Framework, string])[] = [
  ['next', 'next'],
  ['angular', '@angular/core'],
  ['preact', 'preact'],
  ['react', 'react'],
  ['vue', 'vue'],
  ['svelte', 'svelte'],
  ['solid', 'solid-js'],
]

/** Where the documents are in an app that has the package. */
export const documentsFolder = 'node_modules/hallpass/docs/'

/** Frameworks with a way of their own, which the documents have and this command has not. */
const others: Readonly<Record<string, readonly [name: string, page: string]>> = {
  '@sveltejs/kit': ['SvelteKit', 'svelte'],
  nuxt: ['Nuxt', 'vue'],
  astro: ['Astro', 'README'],
  '@remix-run/react': ['Remix', 'react'],
}

const routers = [
  '@tanstack/react-router',
  'react-router',
  'react-router-dom',
  'vue-router',
  '@solidjs/router',
  '@angular/router',
]

const lockFiles: readonly (readonly [PackageManager, string])[] = [
  ['pnpm', 'pnpm-lock.yaml'],
  ['yarn', 'yarn.lock'],
  ['bun', 'bun.lock'],
  ['bun', 'bun.lockb'],
]

/**
 * Finds out what is in the folder.
 *
 * @throws {CommandError} where there is no project, or none that this command knows.
 */
export function detectProject(folder: string): Project {
  const read = (file: string): string | undefined => {
    const path = join(folder, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }
  const dependencies = readDependencies(read('package.json'))
  const other = Object.entries(others).find(([name]) => dependencies.has(name))
  if (other !== undefined) {
    const [name, page] = other[1]
    throw new CommandError(
      `This command does not set up ${name}. Do: npm install hallpass. What to write then is in ` +
        `${documentsFolder}frameworks/${page}.md`,
    )
  }
  const found = frameworks.find(([, name]) => dependencies.has(name))?.[0]
  const needsVite = found !== 'next' && found !== 'angular'
  if (needsVite && !dependencies.has('vite')) {
    throw new CommandError(
      'This folder has neither Vite, nor Next.js, nor Angular in its package.json. Begin with one ' +
        'of them: npm create vite@latest',
    )
  }
  return {
    folder,
    framework: found ?? 'plain',
    hasTypeScript: read('tsconfig.json') !== undefined,
    packageManager: lockFiles.find(([, file]) => read(file) !== undefined)?.[0] ?? 'npm',
    source: existsSync(join(folder, 'src')) ? 'src/' : '',
    router: routers.find((name) => dependencies.has(name)),
    dependencies,
    read,
  }
}

function readDependencies(text: string | undefined): ReadonlySet<string> {
  if (text === undefined)
    throw new CommandError('There is no package.json here. Run this in the folder of your app.')
  try {
    const manifest = JSON.parse(text) as Readonly<Record<string, object | undefined>>
    return new Set(
      ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((kind) =>
        Object.keys(manifest[kind] ?? {}),
      ),
    )
  } catch {
    throw new CommandError('package.json is no JSON.')
  }
}
