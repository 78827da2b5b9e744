import { defineConfig, type ViteUserConfig } from 'vitest/config'

// Apart from vite.config.ts, which serves the demo: a unit test should not start its authorization server.
const config: ViteUserConfig = defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      // The rest of the project is type-checked by `tsc` itself.
      ignoreSourceErrors: true,
    },
  },
})

export default config
