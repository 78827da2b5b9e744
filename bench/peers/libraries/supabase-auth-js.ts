// https://supabase.com/docs/reference/javascript (auth-js: signInWithOAuth, getSession)
import { AuthClient } from '@supabase/auth-js'
import { type Create, fetchWith } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri }) => {
  const supabase = new AuthClient({
    url: `${issuer}/auth/v1`,
    headers: { apikey: clientId },
    flowType: 'pkce',
    storage: localStorage,
  })

  async function token(): Promise<string> {
    const { data } = await supabase.getSession()
    if (data.session === null) throw new Error('signed out')
    return data.session.access_token
  }

  return {
    signIn: () =>
      supabase.signInWithOAuth({
        provider: 'keycloak',
        options: { redirectTo: redirectUri, scopes: 'openid' },
      }),
    // `detectSessionInUrl` is on by default: the client has seen the code already.
    callback: () => supabase.initialize(),
    token,
    fetch: fetchWith(token),
  }
}
