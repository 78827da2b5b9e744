import { authFile } from './auth-file.js'
import { buttonFile } from './button-file.js'
import type { PackageManager, Project } from './detect-project.js'
import { addImport, after, around, before, either, first, type Insertion, insertAll } from './insert.js'
import type { SignInWith } from './sign-in-with.js'

/** What is done with one file. */
export type FileStep =
  /** There is no such file, and it is written. */
  | { readonly kind: 'create'; readonly file: string; readonly text: string }
  /** Something is put into the file; nothing of it is changed or taken out. */
  | { readonly kind: 'insert'; readonly file: string; readonly before: string; readonly text: string }
  /** The file is left as it is, and the person is shown what to write. */
  | { readonly kind: 'snippet'; readonly file: string; readonly text: string; readonly reason: string }
  /** It is there already, from this command or by hand. */
  | { readonly kind: 'there'; readonly file: string }

export interface Plan {
  readonly files: readonly FileStep[]
  /** The packages to install, and as what. */
  readonly installs: readonly { readonly packages: readonly string[]; readonly dev: boolean }[]
  /** What to do then, one line each. */
  readonly next: readonly string[]
}

export interface PlanOptions {
  /** Leave every file that exists as it is, and show what to write there. */
  readonly onlyNew: boolean
}

/** What `npx hallpass init` would do in a folder, without doing any of it. */
export function makePlan(project: Project, signIn: SignInWith, options: PlanOptions): Plan {
  const { source, hasTypeScript, framework, dependencies } = project
  const button = buttonFile(project)
  const wantsVite = signIn.kind !== 'issuer' && framework !== 'next' && framework !== 'angular'
  const files = [
    newFile(project, `${source}auth.${hasTypeScript ? 'ts' : 'js'}`, authFile(project, signIn)),
    newFile(project, button.file, button.text),
    ...(wantsVite ? [viteStep(project, signIn, options)] : []),
    ...mountSteps(project, button.file, options),
  ]
  const needsDevServer = signIn.kind === 'dev-server'
  const installs = [
    { packages: ['hallpass'].filter((name) => !dependencies.has(name)), dev: false },
    {
      packages: needsDevServer ? ['oidc-provider'].filter((name) => !dependencies.has(name)) : [],
      dev: true,
    },
  ].filter(({ packages }) => packages.length > 0)
  return { files, installs, next: nextSteps(project, signIn) }
}

/** The command that installs packages, for people and for a process. */
export function installCommand(
  manager: PackageManager,
  { packages, dev }: Plan['installs'][number],
): readonly [string, ...string[]] {
  const flags: Readonly<Record<PackageManager, string>> = {
    npm: '--save-dev',
    pnpm: '--save-dev',
    yarn: '--dev',
    bun: '--dev',
  }
  return [manager, manager === 'npm' ? 'install' : 'add', ...(dev ? [flags[manager]] : []), ...packages]
}

function newFile({ read }: Project, file: string, text: string): FileStep {
  const now = read(file)
  if (now === text) return { kind: 'there', file }
  return now === undefined
    ? { kind: 'create', file, text }
    : { kind: 'snippet', file, text, reason: 'There is such a file already, so it is left as it is.' }
}

interface Change {
  readonly file: string
  readonly insertions: readonly Insertion[]
  /** What is in the file where it was done already. */
  readonly mark: string
  /** What the person writes, where no place is found. */
  readonly snippet: string
}

function change(
  { read }: Project,
  { file, insertions, mark, snippet }: Change,
  { onlyNew }: PlanOptions,
): FileStep {
  const text = read(file)
  if (text === undefined) return { kind: 'snippet', file, text: snippet, reason: 'There is no such file.' }
  if (text.includes(mark)) return { kind: 'there', file }
  const result = onlyNew ? undefined : insertAll(text, insertions)
  if (result !== undefined) return { kind: 'insert', file, before: text, text: result }
  const reason = onlyNew ? 'It is left as it is.' : 'No single place for it was found.'
  return { kind: 'snippet', file, text: snippet, reason }
}

function viteStep(project: Project, signIn: SignInWith, options: PlanOptions): FileStep {
  const { imports, plugins } = vitePlugins(signIn)
  const file = ['vite.config.ts', 'vite.config.js', 'vite.config.mts', 'vite.config.mjs'].find(
    (name) => project.read(name) !== undefined,
  )
  const importLines = imports.map(([what, from]) => `import { ${what} } from '${from}'\n`).join('')
  if (file === undefined) {
    const text =
      `${importLines}import { defineConfig } from 'vite'\n\nexport default ` +
      `defineConfig({\n  plugins: [${plugins}],\n})\n`
    return { kind: 'create', file: project.hasTypeScript ? 'vite.config.ts' : 'vite.config.js', text }
  }
  const insertions = [
    either(
      after(/\bplugins:\s*\[(?=\s*\])/, plugins),
      after(/\bplugins:\s*\[/, plugins.includes('\n') ? `${plugins},\n    ` : `${plugins}, `),
      after(/\bdefineConfig\(\{/, `\n  plugins: [${plugins}],`),
    ),
    ...imports.map(([what, from]) => addImport(`{ ${what} }`, from)),
  ]
  return change(
    project,
    { file, insertions, mark: 'hallpass/vite', snippet: `${importLines}\nplugins: [${plugins}]\n` },
    options,
  )
}

function vitePlugins(signIn: SignInWith): {
  readonly imports: readonly (readonly [string, string])[]
  readonly plugins: string
} {
  if (signIn.kind !== 'provider') {
    return { imports: [['devAuthorizationServer', 'hallpass/vite']], plugins: 'devAuthorizationServer()' }
  }
  const { provider, presetName } = signIn
  const key = /^\w+$/.test(provider.id) ? provider.id : `'${provider.id}'`
  const simulation = `devProviders({ ${key}: {} })`
  if (provider.mode === 'direct') return { imports: [['devProviders', 'hallpass/vite']], plugins: simulation }
  const name = provider.id.replaceAll('-', '_').toUpperCase()
  return {
    imports: [
      [`${presetName}Provider`, 'hallpass/providers'],
      ['devProviders, serverPart', 'hallpass/vite'],
    ],
    plugins: `
    serverPart({
      providers: {
        ${key}: {
          provider: ${presetName}Provider,
          clientId: (env) => env.${name}_CLIENT_ID,
          clientSecret: (env) => env.${name}_CLIENT_SECRET,
        },
      },
    }),
    // ${provider.name} is simulated until its client id and secret are in .env.local.
    ${simulation}`,
  }
}

/** How the app shows the button. */
function mountSteps(project: Project, buttonPath: string, options: PlanOptions): readonly FileStep[] {
  const { framework, source, hasTypeScript, read } = project
  const x = hasTypeScript ? 'tsx' : 'jsx'
  const importFrom = (folder: string): string =>
    `./${buttonPath.slice(folder.length).replace(/\.[jt]sx?$/, '')}`
  const existing = (...names: readonly string[]): string =>
    names.find((name) => read(name) !== undefined) ?? names[0] ?? ''
  switch (framework) {
    case 'react':
    case 'preact':
    case 'solid': {
      const file = existing(`${source}main.${x}`, `${source}index.${x}`)
      const insertions = [
        either(
          before(/^[ \t]*<App \/>\n/m, `${indentOf(read(file), /^([ \t]*)<App \/>\n/m)}<SignIn />\n`),
          around(/<App \/>/, '<><SignIn />', '</>'),
        ),
        addImport('{ SignIn }', importFrom(source)),
      ]
      return [
        change(
          project,
          { file, insertions, mark: '<SignIn />', snippet: jsxSnippet(importFrom(source)) },
          options,
        ),
      ]
    }
    case 'vue':
      return [
        change(
          project,
          {
            file: `${source}App.vue`,
            insertions: [
              after(/^<script\b[^>]*\bsetup\b[^>]*>\n/m, "import SignIn from './SignIn.vue'\n"),
              after(/^<template>\n/m, '  <SignIn />\n'),
            ],
            mark: 'SignIn',
            snippet:
              "<script setup>\nimport SignIn from './SignIn.vue'\n</script>\n\n<template>\n  " +
              '<SignIn />\n</template>\n',
          },
          options,
        ),
      ]
    case 'svelte':
      return [
        change(
          project,
          {
            file: `${source}App.svelte`,
            insertions: [
              after(/^<script(?![^>]*\bmodule\b)[^>]*>\n/m, "  import SignIn from './SignIn.svelte'\n"),
              after(/^<\/script>\n/m, '\n<SignIn />\n'),
            ],
            mark: 'SignIn',
            snippet: "<script>\n  import SignIn from './SignIn.svelte'\n</script>\n\n<SignIn />\n",
          },
          options,
        ),
      ]
    case 'plain': {
      const file = existing(`${source}main.${hasTypeScript ? 'ts' : 'js'}`, `${source}main.js`, 'main.js')
      const insertions = [first("import './sign-in'\n")]
      return [
        change(project, { file, insertions, mark: './sign-in', snippet: "import './sign-in'\n" }, options),
      ]
    }
    case 'next':
      return [
        change(
          project,
          {
            file: existing(`${source}app/layout.${x}`, `${source}app/layout.jsx`),
            insertions: [before(/\{children\}/, '<SignIn />'), addImport('{ SignIn }', './sign-in')],
            mark: 'SignIn',
            snippet: "import { SignIn } from './sign-in'\n\n<body><SignIn />{children}</body>\n",
          },
          options,
        ),
      ]
    case 'angular': {
      const component = existing(`${source}app/app.ts`, `${source}app/app.component.ts`)
      const template = existing(`${source}app/app.html`, `${source}app/app.component.html`)
      return [
        change(
          project,
          {
            file: component,
            insertions: [
              either(after(/^\s*imports:\s*\[(?=\s*\])/m, 'SignIn'), after(/^\s*imports:\s*\[/m, 'SignIn, ')),
              addImport('{ SignIn }', './sign-in'),
            ],
            mark: 'SignIn',
            snippet: "import { SignIn } from './sign-in';\n\nimports: [SignIn, …],\n",
          },
          options,
        ),
        change(
          project,
          {
            file: template,
            insertions: [first('<app-sign-in />\n')],
            mark: '<app-sign-in',
            snippet: '<app-sign-in />\n',
          },
          options,
        ),
      ]
    }
  }
}

function jsxSnippet(from: string): string {
  return `import { SignIn } from '${from}'\n\n<SignIn />\n`
}

function indentOf(text: string | undefined, pattern: RegExp): string {
  return pattern.exec(text ?? '')?.[1] ?? ''
}

function nextSteps({ framework, packageManager }: Project, signIn: SignInWith): readonly string[] {
  const run = packageManager === 'npm' ? 'npm run' : packageManager
  const isVite = framework !== 'next' && framework !== 'angular'
  const dev = framework === 'angular' ? `${run} start` : `${run} dev`
  const port = { next: 3000, angular: 4200 }[framework as 'next'] ?? 5173
  const open = `Open http://localhost:${port}/ and click on "Sign in".`
  if (signIn.kind === 'dev-server') {
    return [...(isVite ? [] : ['In another terminal: npx hallpass dev-server']), dev, open]
  }
  if (signIn.kind === 'issuer') {
    return [
      `At ${signIn.issuer}, register a single-page application without a secret: redirect URI ` +
        `http://localhost:${port}/, allowed origin http://localhost:${port}.`,
      'Write its client id into the file with the ' +
        `client${signIn.clientId === 'my-spa' ? " (it says 'my-spa')" : ''}.`,
      `npx hallpass doctor ${signIn.issuer} --client-id ${signIn.clientId} --redirect-uri ` +
        `http://localhost:${port}/`,
      dev,
      open,
    ]
  }
  const { provider, about } = signIn
  const isLoopbackIp = provider.redirectRules.loopback === 'loopback-ip'
  return [
    isLoopbackIp ? `${dev} -- --host 127.0.0.1` : dev,
    isLoopbackIp
      ? `Open http://127.0.0.1:${port}/ and click on "Sign in". ${provider.name} is simulated.`
      : `${open} ${provider.name} is simulated.`,
    `For the real ${provider.name}: ${about.console}`,
    ...about.steps.map((step) => `- ${step}`),
  ]
}
