import { defineConfig } from 'vitest/config'

const project = (environment) => ({
  test: { name: environment, environment, include: ['{app,react,msw,world}/*.test.{js,jsx}'] },
})

export default defineConfig({ test: { projects: [project('happy-dom'), project('jsdom')] } })
