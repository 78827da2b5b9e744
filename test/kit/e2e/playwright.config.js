import { defineConfig } from '@playwright/test'

const executablePath = process.env.HALLPASS_CHROMIUM

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 4,
  fullyParallel: true,
  timeout: 180_000,
  reporter: 'list',
  use: {
    baseURL: 'http://localhost:5199',
    ...(executablePath && { launchOptions: { executablePath } }),
  },
  webServer: {
    command: 'npx vite app',
    cwd: '..',
    url: 'http://localhost:5199/oidc/.well-known/openid-configuration',
  },
})
