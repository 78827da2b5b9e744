import { defineConfig, type ViteUserConfig } from 'vitest/config'

// The tests that can notice: without frameworks, guides, browsers, and what starts a server.
const config: ViteUserConfig = defineConfig({
  test: {
    environment: 'node',
    include: (process.env.HALLPASS_MUTANT_TESTS ?? 'test/**/*.test.ts').split(','),
    exclude: [
      'test/attacks/rows.test.ts',
      'test/conformance/conformance.test.ts',
      'test/server/{adapters,node-requests,workers}.test.ts',
      'test/regressions/{what-a-server-part-lacks,the-demo-starts}*.test.ts',
    ],
  },
})

export default config
