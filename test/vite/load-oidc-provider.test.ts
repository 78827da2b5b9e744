// @vitest-environment node
import { expect, test } from 'vitest'
import { loadOidcProvider } from '../../src/vite/load-oidc-provider.js'

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
