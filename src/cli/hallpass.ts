#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { run } from './run.js'

const { stdin, stdout, stderr, env } = process

process.exitCode = await run(process.argv.slice(2), {
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  folder: process.cwd(),
  // NO_COLOR (no-color.org) counts with any value, FORCE_COLOR where nobody looks.
  colors: !env.NO_COLOR && env.TERM !== 'dumb' && (stdout.isTTY === true || !!env.FORCE_COLOR),
  interactive: stderr.isTTY === true,
  ...(stdin.isTTY && stdout.isTTY && { ask }),
  stopped: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    }),
})

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stdout })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}
