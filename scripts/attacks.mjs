// Which test holds off which attack: `npm run attacks`

import { createServer } from 'vite'

const vite = await createServer({ configFile: false, logLevel: 'error', server: { middlewareMode: true } })
/** @type {typeof import('../test/attacks/rows.js')} */
const { rows, serverRows } = /** @type {any} */ (await vite.ssrLoadModule('/test/attacks/rows.ts'))
await vite.close()

const all = [...rows, ...serverRows]
const applicable = all.filter(({ notApplicable }) => notApplicable === undefined)
for (const { id, attack, tests } of applicable) {
  console.log(`${id.padEnd(6)} ${attack}`)
  for (const [file, name] of tests) console.log(`         test/${file}: ${name}`)
}
console.log('\nDo not apply:')
for (const { id, attack, notApplicable } of all)
  if (notApplicable !== undefined) console.log(`${id.padEnd(6)} ${attack}. ${notApplicable}.`)
console.log(`\n${applicable.length} of ${all.length} rows apply, and each has a test.`)
