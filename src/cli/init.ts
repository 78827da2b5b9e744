import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Command, CommandError, type Terminal, UsageError } from './command.js'
import { detectProject, frameworkNames, type Project } from './init/detect-project.js'
import { type FileStep, installCommand, makePlan, type Plan } from './init/plan.js'
import { chooseSignIn } from './init/sign-in-with.js'
import { painter } from './paint.js'

const help = `Usage: npx hallpass init [options]

Adds signing in to the app in this folder: a file that makes the client, one
button, and a development server. It shows what it would write, and asks. A
file that exists is not written over: lines are put into it, and where there is
no single place for them, they are shown.

It knows React, Preact, Vue, Svelte, Solid and plain Vite, Next.js and Angular.

Options:
  --issuer <url>       Your authorization server. Default: a development server
  --client-id <id>     The app's client id there
  --provider <name>    A provider: github, google, … It is simulated until there
                       are credentials
  --only-new           Leave every existing file as it is, and show the lines
  --no-install         Install nothing, and show the commands
  --yes                Do not ask
  --help               Show this
`

/** Runs a program in a folder. Resolves to its exit code. */
export type RunProgram = (program: string, args: readonly string[], folder: string) => Promise<number>

/** `npx hallpass init`: adds signing in to the app in this folder. */
export const init: Command = createInit(runProgram)

/** The command with another way to run a package manager, for tests. */
export function createInit(run: RunProgram): Command {
  return {
    name: 'init',
    summary: 'Adds signing in to the app in this folder',
    help,
    async run(args, terminal) {
      const flags = readFlags(args)
      const project = detectProject(terminal.folder)
      const signIn = chooseSignIn(flags, project)
      const plan = makePlan(project, signIn, { onlyNew: flags.onlyNew })
      terminal.write(describePlan(project, plan, terminal))
      if (!flags.yes && !(await agrees(terminal))) return 1
      for (const step of plan.files) write(project, step)
      const commands = plan.installs.map((install) => installCommand(project.packageManager, install))
      if (!flags.noInstall) {
        for (const [program, ...rest] of commands) {
          const code = await run(program, rest, project.folder)
          if (code !== 0) throw new CommandError(`This failed: ${[program, ...rest].join(' ')}`)
        }
      }
      const todo = flags.noInstall ? commands.map((command) => command.join(' ')) : []
      terminal.write(`\nDone. Next:\n\n${[...todo, ...plan.next].map((line) => `  ${line}\n`).join('')}\n`)
      return 0
    },
  }
}

async function agrees({ ask, writeError }: Terminal): Promise<boolean> {
  if (ask === undefined) {
    writeError('Nobody can be asked here. To write this: npx hallpass init --yes\n')
    return false
  }
  const answer = (await ask('Write this? [Y/n] ')).trim().toLowerCase()
  return answer === '' || answer === 'y' || answer === 'yes'
}

function write({ folder }: Project, step: FileStep): void {
  if (step.kind === 'snippet' || step.kind === 'there') return
  const path = join(folder, step.file)
  mkdirSync(dirname(path), { recursive: true })
  // A file that came into being since the folder was looked at is not written over either.
  writeFileSync(path, step.text, { flag: step.kind === 'create' ? 'wx' : 'w' })
}

function describePlan(project: Project, plan: Plan, terminal: Terminal): string {
  const style = painter(terminal)
  const language = project.hasTypeScript ? 'TypeScript' : 'JavaScript'
  const lines = [`\n${frameworkNames[project.framework]}, ${language}\n`]
  for (const step of plan.files) {
    if (step.kind === 'create') {
      lines.push(style('bold', `New: ${step.file}`), ...added(step.text.trimEnd().split('\n')))
    } else if (step.kind === 'insert') {
      lines.push(style('bold', `Into: ${step.file}`), ...added(changedLines(step.before, step.text)))
    } else if (step.kind === 'there') {
      lines.push(`There already: ${step.file}`)
    } else {
      lines.push(style('yellow', `Write yourself: ${step.file}. ${step.reason}`), ...indented(step.text))
    }
    lines.push('')
  }
  for (const install of plan.installs)
    lines.push(`Run: ${installCommand(project.packageManager, install).join(' ')}`)
  return `${lines.join('\n')}\n`

  function added(texts: readonly string[]): string[] {
    return texts.map((text) => style('green', `  + ${text}`.trimEnd()))
  }

  function indented(text: string): string[] {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`.trimEnd())
  }
}

/** The lines of a text that are not, as they are, in the text before. */
function changedLines(before: string, text: string): string[] {
  const known = new Set(before.split('\n'))
  return text.split('\n').filter((line) => !known.has(line))
}

function runProgram(program: string, args: readonly string[], folder: string): Promise<number> {
  return new Promise((resolve) => {
    // On Windows a package manager is a script, which only a shell runs; no argument comes from a person.
    const child = spawn(program, [...args], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
}

function readFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        issuer: { type: 'string' },
        'client-id': { type: 'string' },
        provider: { type: 'string' },
        'only-new': { type: 'boolean' },
        'no-install': { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
      },
    })
    if (values.issuer !== undefined && values.provider !== undefined)
      throw new UsageError('Write --issuer or --provider, not both.')
    return {
      issuer: values.issuer,
      provider: values.provider,
      clientId: values['client-id'],
      onlyNew: values['only-new'] ?? false,
      noInstall: values['no-install'] ?? false,
      yes: values.yes ?? false,
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
