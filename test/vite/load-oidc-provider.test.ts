// @vitest-environment node
import { expect, test } from 'vitest'
import { loadOidcProvider, type OidcProvider } from '../../src/vite/load-oidc-provider.js'

test('a missing oidc-provider is explained with the command that installs it', async () => {
  const missing = Object.assign(new Error("Cannot find package 'oidc-provider' imported from …"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  await expect(loadOidcProvider(() => Promise.reject(missing))).rejects.toThrow(
    'npm install --save-dev oidc-provider',
  )
})

test('an oidc-provider that is broken in another way says so itself', async () => {
  const broken = Object.assign(new Error("Cannot find package 'koa' imported from oidc-provider"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  await expect(loadOidcProvider(() => Promise.reject(broken))).rejects.toBe(broken)
})

test('its warning about the runtime is kept from the terminal, and no other line', async () => {
  const lines: unknown[] = []
  const { warn } = console
  const collect = (line: unknown): void => void lines.push(line)
  console.warn = collect
  try {
    await loadOidcProvider(async () => {
      console.warn(
        'oidc-provider WARNING: Unsupported runtime. Use Node.js v22.x LTS, or a later LTS release.',
      )
      console.warn('oidc-provider WARNING: something else')
      return {} as OidcProvider
    })
    expect(console.warn).toBe(collect)
  } finally {
    console.warn = warn
  }
  expect(lines).toEqual(['oidc-provider WARNING: something else'])
})
