// Makes sure that FastAPI is here, for its demo and its tests: `node scripts/ensure-fastapi.mjs`. Installs it
// as root on Debian. Nobody else's Python is changed: there it says what to type, and the tests are skipped.

import { canInstallFromDebian, installFromDebian } from './debian.mjs'
import { findPython } from './fastapi.mjs'

const packages = ['python3-fastapi', 'python3-uvicorn', 'python3-jwt', 'python3-cryptography']

if (findPython() === undefined && canInstallFromDebian()) {
  console.log('Installing FastAPI …')
  installFromDebian(packages)
}

const python = findPython()
if (python === undefined) {
  console.error(
    [
      'There is no Python with FastAPI here. One of these helps:',
      '  python3 -m venv .venv && .venv/bin/pip install -r demo/fastapi/requirements.txt     (any system)',
      `  sudo apt-get install ${packages.join(' ')}     (Debian, Ubuntu)`,
      '  setting HALLPASS_PYTHON to the path of a Python that has it',
    ].join('\n'),
  )
  process.exit(1)
}
console.log(`fastapi: ${python}`)
