import { defineConfig } from '@playwright/test'

// An app with the tools of somebody else, beside `npx hallpass dev-server`: APP says which.
const apps = {
  storybook: { command: 'npx storybook dev --port 6006 --exact-port --ci --quiet', port: 6006 },
  webpack: { command: 'npx webpack serve', port: 8080 },
}
const name = process.env.APP
const { command, port } = apps[name]
const executablePath = process.env.HALLPASS_CHROMIUM

export default defineConfig({
  testDir: '.',
  testMatch: `${name}.spec.js`,
  outputDir: '../test-results',
  workers: 1,
  timeout: 120_000,
  // A tool that builds a page when it is first asked for may take a while.
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${port}`,
    actionTimeout: 30_000,
    ...(executablePath && { launchOptions: { executablePath } }),
  },
  webServer: [
    {
      command: 'npx hallpass dev-server',
      cwd: '..',
      url: 'http://localhost:4000/oidc/.well-known/openid-configuration',
    },
    { command: 'node beside/api.js', cwd: '..', url: 'http://localhost:4001' },
    { command, cwd: `../${name}`, url: `http://localhost:${port}`, timeout: 120_000 },
  ],
})
