import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'vite'
import { demoApi } from './demo/api/plugin.js'
import { pagePolicy } from './demo/page-policy.js'
import { callbackPages } from './demo/providers/callback-pages.js'
import { providers, serverProviders } from './demo/providers/registry.js'
import { devAuthorizationServer, devProviders, serverPart } from './src/vite/index.js'

const port = process.env.PORT === undefined ? undefined : Number(process.env.PORT)

const pages = ['index', 'providers', 'buttons'].map((page) =>
  fileURLToPath(new URL(`demo/${page}.html`, import.meta.url)),
)

const headers = { 'content-security-policy': pagePolicy(process.env.VITE_API_URL) }

// The demo. In an application the plugin comes from 'hallpass/vite', and there is no alias.
const config: UserConfig = defineConfig({
  root: 'demo',
  plugins: [
    devAuthorizationServer({
      clients: [{ clientId: 'spa', name: 'the Hallpass demo' }],
      // The one beside the page (demo/api), or FastAPI (`npm run demo:fastapi`).
      apis: [{ resource: process.env.VITE_API_URL ?? '/api', scope: 'read:me read:items' }],
      // Half a minute, so that one can watch a token being renewed.
      accessTokenTtlSeconds: 30,
    }),
    demoApi(),
    callbackPages(),
    serverPart({ providers: serverProviders() }),
    // Each is simulated until its credentials are in the environment.
    devProviders(Object.fromEntries(providers.map(({ id }) => [id, {}]))),
  ],
  resolve: {
    alias: [
      { find: /^hallpass$/, replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)) },
      {
        find: /^hallpass\/([^/]+)$/,
        replacement: fileURLToPath(new URL('src/$1/index.ts', import.meta.url)),
      },
    ],
  },
  server: { port: port ?? 5173, strictPort: port !== undefined, headers },
  preview: { port: port ?? 4173, strictPort: port !== undefined, headers },
  build: { emptyOutDir: true, rollupOptions: { input: pages } },
})

export default config
