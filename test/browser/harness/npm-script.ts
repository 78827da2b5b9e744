import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const project = join(import.meta.dirname, '../../..')

export interface RunningScript {
  /** The first URL that it printed. */
  readonly url: string
  stop(): Promise<void>
}

/** Runs a script of `package.json` as a person would, and waits until it says where to look. */
export async function startNpmScript(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<RunningScript> {
  const running = spawn('npm', ['run', name], {
    cwd: project,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm starts a shell that starts the program: all of them have to be stopped.
    detached: true,
  })
  const exited = once(running, 'exit')
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [running.stdout, running.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk
        const [found] = /https?:\/\/\S+/.exec(printed) ?? []
        if (found && /\s$/.test(printed)) resolve(found)
      })
    }
    running.on('error', reject)
    running.on('exit', (code) => reject(new Error(`npm run ${name} ended with ${code}:\n${printed}`)))
  })
  return {
    url,
    stop: async () => {
      if (running.pid !== undefined && running.exitCode === null) process.kill(-running.pid)
      await exited
    },
  }
}

/** Runs a script that ends by itself. */
export async function runNpmScript(name: string): Promise<void> {
  const running = spawn('npm', ['run', name], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(running, 'exit')
  if (code !== 0) throw new Error(`npm run ${name} ended with ${code}`)
}
