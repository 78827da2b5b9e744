// @vitest-environment node
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { CommandError, type Terminal, UsageError } from '../../src/cli/command.js'
import { addImport, after, around, before, insertAll } from '../../src/cli/init/insert.js'
import { createInit } from '../../src/cli/init.js'

type Files = Readonly<Record<string, string>>

const manifest = (...names: readonly string[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) })
const viteConfig = `import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [tool()],
})
`

/** The files of each template that count here, as the templates had them in November 2026. */
const templates: Readonly<Record<string, Files>> = {
  plain: { 'package.json': manifest('vite'), 'tsconfig.json': '{}', 'src/main.ts': "import './style.css'\n" },
  react: {
    'package.json': manifest('vite', 'react'),
    'tsconfig.json': '{}',
    'vite.config.ts': viteConfig,
    'src/main.tsx': `import { StrictMode } from 'react'
import App from './App.tsx'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
`,
  },
  preact: {
    'package.json': manifest('vite', 'preact'),
    'vite.config.js': viteConfig,
    'src/main.jsx': `import { render } from 'preact'
import { App } from './app.jsx'

render(<App />, document.getElementById('app'))
`,
  },
  solid: {
    'package.json': manifest('vite', 'solid-js'),
    'tsconfig.json': '{}',
    'vite.config.ts': viteConfig,
    'src/index.tsx': `import { render } from 'solid-js/web'
import App from './App.tsx'

render(() => <App />, root!)
`,
  },
  vue: {
    'package.json': manifest('vite', 'vue'),
    'tsconfig.json': '{}',
    'vite.config.ts': viteConfig,
    'src/App.vue': `<script setup lang="ts">
import HelloWorld from './components/HelloWorld.vue'
</script>

<template>
  <HelloWorld />
</template>
`,
  },
  svelte: {
    'package.json': manifest('vite', 'svelte'),
    'tsconfig.json': '{}',
    'vite.config.ts': viteConfig,
    'src/App.svelte': `<script>
  import Counter from './lib/Counter.svelte'
</script>

<Counter />
`,
  },
  next: {
    'package.json': manifest('next', 'react'),
    'tsconfig.json': '{}',
    'src/app/layout.tsx': `import type { Metadata } from "next";
import "./globals.css";

export default function RootLayout({ children }: LayoutProps<"/">) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`,
  },
  angular: {
    'package.json': manifest('@angular/core', '@angular/router'),
    'tsconfig.json': '{}',
    'src/app/app.ts': `import { Component } from '@angular/core';

@Component({
  imports: [],
  templateUrl: './app.html',
})
export class App {}
`,
    'src/app/app.html': '<h1>Hello</h1>\n',
  },
}

function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-init-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

async function init(folder: string, args: readonly string[], terminal: Partial<Terminal> = {}, exitCode = 0) {
  let output = ''
  const ran: string[] = []
  const command = createInit(async (program, rest) => {
    ran.push([program, ...rest].join(' '))
    return exitCode
  })
  const code = await command.run(args, {
    folder,
    write: (text) => {
      output += text
    },
    writeError: (text) => {
      output += text
    },
    stopped: async () => {},
    ...terminal,
  })
  return { code, output, ran }
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(files.map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]))
}

/** Is every character of a text still there, in its order? */
function isKept(text: string, now: string): boolean {
  let at = 0
  for (const character of text) {
    at = now.indexOf(character, at) + 1
    if (at === 0) return false
  }
  return true
}

test.each(Object.keys(templates))('%s: the client, a button, and how the app shows it', async (name) => {
  const files = templates[name] as Files
  const folder = folderWith(files)
  const { code, output, ran } = await init(folder, ['--yes'])
  const now = filesIn(folder)
  expect(code).toBe(0)
  expect(output).not.toContain('Write yourself')
  expect(ran).toEqual(['npm install hallpass', 'npm install --save-dev oidc-provider'])
  for (const [file, text] of Object.entries(files)) expect(isKept(text, now[file] ?? ''), file).toBe(true)
  const client = now['src/auth.ts'] ?? now['src/auth.js']
  expect(client).toContain('export const signedIn = guard(auth)')
  expect(client).toContain("  remember: 'browser',\n")
  expect(Object.keys(now).some((file) => /sign-?in\.\w+$/i.test(file))).toBe(true)
  // Each existing file that had to change has changed.
  const changed = Object.keys(files).filter((file) => now[file] !== files[file])
  expect(changed).toEqual(Object.keys(files).filter((file) => /^src\/|vite\.config/.test(file)))
})

test.each(Object.keys(templates))(
  '%s: people read sentences for them, and not for developers',
  async (name) => {
    const folder = folderWith(templates[name] as Files)
    await init(folder, ['--yes'])
    const button = Object.entries(filesIn(folder)).find(([file]) => /sign-?in\.\w+$/i.test(file))?.[1]
    expect(button).toContain('messageFor(')
    expect(button).not.toContain('.message')
  },
)

test('each document that is named in the files, or where nothing is done, is in the package', async () => {
  const texts = [templates.vue, templates.plain].map(async (files) => {
    const folder = folderWith(files as Files)
    await init(folder, ['--yes'])
    return JSON.stringify(filesIn(folder))
  })
  const refusals = ['@sveltejs/kit', 'nuxt', 'astro', '@remix-run/react'].map((name) =>
    init(folderWith({ 'package.json': manifest('vite', name) }), ['--yes']).catch(String),
  )
  const named = (await Promise.all([...texts, ...refusals])).flatMap((text) => [
    ...String(text).matchAll(/(\S*)(docs\/\S+?\.md)/g),
  ])
  expect(named).toHaveLength(6)
  for (const [, folder, file = ''] of named) {
    expect(folder).toBe('node_modules/hallpass/')
    expect(existsSync(file), file).toBe(true)
  }
})

test.each(Object.keys(templates))('%s: what was done is not done twice', async (name) => {
  const folder = folderWith(templates[name] as Files)
  await init(folder, ['--yes'])
  const first = filesIn(folder)
  const { output } = await init(folder, ['--yes'])
  expect(filesIn(folder)).toEqual(first)
  expect(output).toContain('There already: src/auth.')
})

test('a file that exists is not written over, and what would be in it is shown', async () => {
  const folder = folderWith({ ...templates.react, 'src/auth.ts': '// mine\n' })
  const { output } = await init(folder, ['--yes'])
  expect(filesIn(folder)['src/auth.ts']).toBe('// mine\n')
  expect(output).toContain('Write yourself: src/auth.ts. There is such a file already')
  expect(output).toContain('    export const auth = createClient({')
})

test('where there is no single place for a line, the file stays as it is, and the line is shown', async () => {
  const main = 'import App from "./App"\nconst a = <App />\nconst b = <App />\n'
  const folder = folderWith({ ...templates.react, 'src/main.tsx': main })
  const { output } = await init(folder, ['--yes'])
  expect(filesIn(folder)['src/main.tsx']).toBe(main)
  expect(output).toContain(
    "Write yourself: src/main.tsx. No single place for it was found.\n    import { SignIn } from './sign-in'",
  )
})

test('--only-new changes no file that exists', async () => {
  const files = templates.vue as Files
  const folder = folderWith(files)
  const { output } = await init(folder, ['--yes', '--only-new', '--no-install'])
  expect(filesIn(folder)).toMatchObject(files)
  expect(output).toContain('Write yourself: vite.config.ts. It is left as it is.')
  expect(existsSync(join(folder, 'src/auth.ts'))).toBe(true)
})

test('nothing is written before the person has agreed', async () => {
  const files = templates.react as Files
  const folder = folderWith(files)
  const nobody = await init(folder, [])
  expect([nobody.code, nobody.output]).toEqual([1, expect.stringContaining('npx hallpass init --yes')])
  const no = await init(folder, [], { ask: async () => 'n' })
  expect([no.code, no.ran]).toEqual([1, []])
  expect(filesIn(folder)).toEqual(files)
  const questions: string[] = []
  const ask = async (question: string): Promise<string> => {
    questions.push(question)
    return ''
  }
  const yes = await init(folder, [], { ask })
  expect([yes.code, questions]).toEqual([0, ['Write this? [Y/n] ']])
  expect(existsSync(join(folder, 'src/auth.ts'))).toBe(true)
})

test('the plugin goes into the list of plugins, with an import in the style of the file', async () => {
  const config =
    'import { defineConfig } from "vite";\n\nexport default defineConfig({ plugins: [tool()] });\n'
  const folder = folderWith({ ...templates.plain, 'vite.config.ts': config })
  await init(folder, ['--yes'])
  expect(filesIn(folder)['vite.config.ts']).toBe(
    'import { defineConfig } from "vite";\nimport { devAuthorizationServer } from "hallpass/vite";\n\n' +
      'export default defineConfig({ plugins: [devAuthorizationServer(), tool()] });\n',
  )
})

test('a provider that needs a server part gets one, and is simulated', async () => {
  const folder = folderWith(templates.react as Files)
  const { output, ran } = await init(folder, ['--yes', '--provider', 'github'])
  const now = filesIn(folder)
  expect(now['vite.config.ts']).toContain('clientSecret: (env) => env.GITHUB_CLIENT_SECRET')
  expect(now['vite.config.ts']).toContain('devProviders({ github: {} })')
  expect(now['src/auth.ts']).toContain(
    "...github({ clientId: 'known-to-the-server-part', server: '/oauth' })",
  )
  expect(output).toContain('https://github.com/settings/developers')
  expect(ran).toEqual(['npm install hallpass'])
})

test('a server of the person’s own needs no development server, and the registration is told', async () => {
  const folder = folderWith(templates.react as Files)
  const { output } = await init(folder, ['--yes', '--issuer', 'https://login.example', '--client-id', 'shop'])
  const now = filesIn(folder)
  expect(now['src/auth.ts']).toContain("issuer: 'https://login.example',\n  clientId: 'shop',")
  expect(now['vite.config.ts']).toBe(viteConfig)
  expect(output).toContain('redirect URI http://localhost:5173/')
})

test.each([
  ['pnpm-lock.yaml', 'pnpm add hallpass'],
  ['yarn.lock', 'yarn add hallpass'],
  ['bun.lock', 'bun add hallpass'],
])('with %s the packages are installed by: %s', async (file, command) => {
  const folder = folderWith({ ...templates.plain, [file]: '' })
  expect((await init(folder, ['--yes'])).ran[0]).toBe(command)
})

test('a package manager that fails is told', async () => {
  const folder = folderWith(templates.plain as Files)
  await expect(init(folder, ['--yes'], {}, 1)).rejects.toThrow('This failed: npm install hallpass')
})

test.each<readonly [Files, readonly string[], string]>([
  [{}, [], 'no package.json'],
  [{ 'package.json': manifest('webpack') }, [], 'neither Vite'],
  [
    { 'package.json': manifest('vite', 'svelte', '@sveltejs/kit') },
    [],
    'node_modules/hallpass/docs/frameworks/svelte.md',
  ],
  [templates.next as Files, ['--provider', 'github'], 'node_modules/hallpass/docs/guides/server.md'],
])('a folder that it cannot set up is left alone: %#', async (files, args, said) => {
  const folder = folderWith(files)
  await expect(init(folder, ['--yes', ...args])).rejects.toThrow(CommandError)
  await expect(init(folder, ['--yes', ...args])).rejects.toThrow(said)
  expect(filesIn(folder)).toEqual(files)
})

test.each([
  [['--provider', 'nobody'], "there is no 'nobody'"],
  [['--provider', 'keycloak'], '--issuer'],
  [['--provider', 'github', '--issuer', 'https://login.example'], 'not both'],
  [['--issuer', 'login'], 'a whole URL'],
  [['--framework'], '--framework'],
])('init %j is not understood', async (args, said) => {
  const folder = folderWith(templates.react as Files)
  await expect(init(folder, ['--yes', ...args])).rejects.toThrow(UsageError)
  await expect(init(folder, ['--yes', ...args])).rejects.toThrow(said)
})

test('an insertion keeps the whole text', () => {
  const insertions = [after(/a/, 'x'), before(/b/, 'y'), around(/c/, '<', '>'), addImport('{ d }', 'e')]
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', "import a from 'b'\n") }), (text) => {
      const result = insertAll(text, insertions)
      return result === undefined || isKept(text, result)
    }),
  )
})
