// https://docs.oidc-spa.dev (README.md: the framework-agnostic adapter)
import { createOidc, oidcEarlyInit } from 'oidc-spa/core'
import { type Create, fetchWith, type Library } from '../library.js'

const { shouldLoadApp } = oidcEarlyInit({ BASE_URL: '/' })

export const create: Create = async ({ issuer, clientId, scope }) => {
  // This page is a frame or a callback that oidc-spa needs for itself.
  if (!shouldLoadApp) return new Promise<Library>(() => {})
  const scopes = scope.split(' ').filter((name) => name !== 'openid')
  const oidc = await createOidc({ issuerUri: issuer, clientId, scopes })

  async function token(): Promise<string> {
    if (!oidc.isUserLoggedIn) throw new Error('signed out')
    return (await oidc.getTokens()).accessToken
  }

  return {
    signIn: async () => {
      if (!oidc.isUserLoggedIn) await oidc.login({ doesCurrentHrefRequiresAuth: false })
    },
    callback: async () => {},
    token,
    fetch: fetchWith(token),
  }
}
