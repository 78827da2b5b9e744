// The property tests for so many minutes each: `npm run fuzz -- 10`

import { spawnSync } from 'node:child_process'

const minutes = Number(process.argv[2] ?? 1)
if (!(minutes > 0)) {
  console.error('Write for how many minutes each property is tried: npm run fuzz -- 10')
  process.exit(2)
}
const timeout = String((minutes + 1) * 60_000)
const arguments_ = ['vitest', 'run', 'property', 'test/fetch/challenge', '--testTimeout', timeout]
const { status } = spawnSync('npx', arguments_, {
  stdio: 'inherit',
  env: { ...process.env, HALLPASS_FUZZ_MINUTES: String(minutes) },
})
process.exit(status ?? 1)
