// Finds a Python that has FastAPI, and runs demo/fastapi/ with it.

import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../demo/fastapi/', import.meta.url))

/**
 * Tried in this order; the system's own is where Debian's packages are, even if another Python stands before
 * it.
 */
const pythons = [
  process.env.HALLPASS_PYTHON,
  fileURLToPath(new URL('../.venv/bin/python', import.meta.url)),
  fileURLToPath(new URL('../.venv/Scripts/python.exe', import.meta.url)),
  'python3',
  'python',
  '/usr/bin/python3',
]

export function findPython() {
  return pythons.find((python) => python !== undefined && python !== '' && hasFastApi(python))
}

/** @param {string} python */
function hasFastApi(python) {
  const { status } = spawnSync(python, ['-c', 'import fastapi, uvicorn, jwt, cryptography'], {
    stdio: 'ignore',
  })
  return status === 0
}

/** @type {typeof import('./fastapi.mjs').startFastApi} */
export async function startFastApi(python, { port, log = () => {}, ...environment }) {
  const child = spawn(python, ['-m', 'uvicorn', 'main:app', '--host', '127.0.0.1', '--port', String(port)], {
    cwd: folder,
    // Anybody may look at this folder while it runs: nothing is written into it.
    env: { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in a terminal reaches all of a group, and uvicorn takes a second one for "at
    // once".
    detached: true,
    windowsHide: true,
  })
  const killChild = () => child.kill('SIGKILL')
  process.once('exit', killChild)
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    child.once('close', () => {
      process.off('exit', killChild)
      resolve()
    })
  })
  let output = ''
  await new Promise((resolve, reject) => {
    const read = (/** @type {Buffer} */ chunk) => {
      output += chunk
      if (output.includes('Uvicorn running on')) resolve(undefined)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', reject)
    child.on('exit', (code) =>
      reject(new Error(`FastAPI did not start (${python}, exit code ${code}):\n${output}`)),
    )
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.removeAllListeners('data').on('data', (/** @type {Buffer} */ chunk) => log(chunk.toString()))
  }
  return {
    url: `http://127.0.0.1:${port}`,
    ended,
    async stop() {
      child.kill('SIGINT')
      await ended
    },
  }
}
