import { defineConfig, type ViteUserConfig } from 'vitest/config'

// Apart from vite.config.ts, which serves the demo: a unit test should not start its authorization server.
const config: ViteUserConfig = defineConfig({
  test: {
    environment: 'happy-dom',
    // Vitest leaves one processor to whoever watches; where there are two, that is half of them.
    maxWorkers: '100%',
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
