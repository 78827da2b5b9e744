import { readFileSync } from 'node:fs'
import { type Command, CommandError, type Terminal, UsageError } from './command.js'
import { devServer } from './dev-server.js'
import { doctor } from './doctor.js'
import { init } from './init.js'

/** Every command of `npx hallpass`. */
const commands: readonly Command[] = [init, doctor, devServer]

/** Runs what the arguments ask for. Resolves to the exit code: 0 well, 1 failed, 2 not understood. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = commands.find((command) => command.name === rest[0])
    terminal.write(asked?.help ?? overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    terminal.write(`${version()}\n`)
    return 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    terminal.writeError(`There is no command '${name}'.\n\n${overview()}`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.write(command.help)
    return 0
  }
  try {
    return await command.run(rest, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.writeError(`${error.message}\nRun: npx hallpass ${name} --help\n`)
      return 2
    }
    if (!(error instanceof CommandError)) throw error
    terminal.writeError(`${error.message}\n`)
    return 1
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}   ${summary}`)
  return `Usage: npx hallpass <command> [options]

Commands:
${list.join('\n')}

Help for a command: npx hallpass <command> --help
`
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return String((manifest as { version?: unknown }).version)
}
