// Imports one module where there is no browser and prints, as JSON, what is wrong with that: `node
// scripts/import-on-node.mjs <module> <folder of the package>`. Run in a process of its own, whose globals it
// replaces.

import { pathToFileURL } from 'node:url'

const [modulePath = '', packageFolder = ''] = process.argv.slice(2)
const packageUrl = pathToFileURL(packageFolder).href

/**
 * What a module may only touch when it is used. Node has some of these too, and a worker or an edge runtime
 * others.
 */
const watched = [
  ...[
    'window',
    'self',
    'document',
    'location',
    'history',
    'navigation',
    'navigator',
    'customElements',
    'HTMLElement',
  ],
  ...['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore', 'BroadcastChannel', 'Worker'],
  ...[
    'addEventListener',
    'matchMedia',
    'requestAnimationFrame',
    'setTimeout',
    'setInterval',
    'queueMicrotask',
  ],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'crypto', 'performance'],
]

/** @type {Set<string>} */
const problems = new Set()
for (const name of watched) {
  const real = Reflect.get(globalThis, name)
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      // Only the package's own code counts: oauth4webapi looks at `navigator` when it is imported.
      const caller = new Error().stack?.split('\n')[2] ?? ''
      if (caller.includes(packageUrl))
        problems.add(`touches ${name}: ${caller.trim().replace(packageUrl, '')}`)
      return real
    },
  })
}

try {
  const exported = await import(pathToFileURL(modulePath).href)
  if (Object.keys(exported).length === 0) problems.add('exports nothing')
} catch (error) {
  problems.add(String(error))
}
process.stdout.write(JSON.stringify([...problems]))
