import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The tests that can notice a mutant, as `scripts/mutants.mjs` chose them. None of them needs a document. */
const config: ViteUserConfig = defineConfig({
  test: {
    environment: 'node',
    include: (process.env.HALLPASS_MUTANT_TESTS ?? '').split(','),
  },
})

export default config
