import { compile } from 'svelte/compiler'
import type { Plugin } from 'vite'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Frameworks whose package is another one in a browser than on a server. */
const forBrowsers = ['test/svelte/**/*.test.ts', 'test/solid/**/*.test.ts']

const svelteComponents: Plugin = {
  name: 'svelte-components',
  transform: (code, id) =>
    id.endsWith('.svelte') ? compile(code, { generate: 'client', filename: id }).js : undefined,
}

// Apart from vite.config.ts, which serves the demo: a unit test should not start its authorization server.
const config: ViteUserConfig = defineConfig({
  test: {
    environment: 'happy-dom',
    // Vitest leaves one processor to whoever watches; where there are two, that is half of them.
    maxWorkers: '100%',
    // Tests that read every file of the project take seconds on a machine that has other work to do.
    testTimeout: 30_000,
    setupFiles: process.env.HALLPASS_FUZZ_MINUTES ? ['test/fuzz.ts'] : [],
    coverage: {
      include: ['src/{client,session,fetch,protocol,server}/**'],
      reporter: [['text', { maxCols: 110 }]],
      reportOnFailure: true,
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', ...forBrowsers],
          typecheck: {
            enabled: true,
            include: ['test/**/*.test-d.ts'],
            // The rest of the project is type-checked by `tsc` itself.
            ignoreSourceErrors: true,
          },
        },
      },
      {
        extends: true,
        plugins: [svelteComponents],
        resolve: { conditions: ['browser', 'module', 'development', 'import', 'default'] },
        test: {
          name: 'frameworks',
          include: forBrowsers,
          server: { deps: { inline: [/svelte/, /solid-js/, /esm-env/] } },
        },
      },
    ],
  },
})

export default config
