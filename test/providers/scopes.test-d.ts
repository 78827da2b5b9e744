import { expectTypeOf, test } from 'vitest'
import { type Client, createClient, createClients } from '../../src/index.js'
import {
  type GithubScope,
  github,
  githubApp,
  gitlab,
  type ProviderUser,
  type SpotifyScope,
  spotify,
} from '../../src/providers/index.js'

test('a preset makes the user one shape, for all providers', () => {
  const client = createClient({ ...spotify({ clientId: 'page' }), apis: ['https://api.spotify.com'] })
  expectTypeOf(client).toEqualTypeOf<Client<ProviderUser>>()
  const session = client.session.get()
  if (session.status === 'signed-in') expectTypeOf(session.user.email).toEqualTypeOf<string | undefined>()
})

test("the app's own user goes before it", () => {
  const client = createClient({ ...spotify({ clientId: 'page' }), user: ({ sub }) => ({ id: sub }) })
  expectTypeOf(client).toEqualTypeOf<Client<{ id: string | undefined }>>()
})

test('scopes are known, and others are allowed', () => {
  expectTypeOf<'user-read-email'>().toExtend<SpotifyScope>()
  expectTypeOf<'read:user'>().toExtend<GithubScope>()
  expectTypeOf<'repo'>().not.toExtend<SpotifyScope>()
  spotify({ clientId: 'page', scope: ['user-read-email', 'made-up-tomorrow'] })
  github({ clientId: 'page', server: '/oauth', scope: ['repo'] })
})

test('an option that a provider does not have is told', () => {
  // @ts-expect-error a GitHub App has no realm
  githubApp({ clientId: 'page', server: '/oauth', realm: 'x' })
  // @ts-expect-error the client id is needed
  spotify({})
})

test('login is told with whom, out of those that there are', () => {
  const auth = createClients({
    providers: { gitlab: gitlab({ clientId: 'a' }), spotify: spotify({ clientId: 'b' }) },
  })
  expectTypeOf(auth.login).parameter(0).toHaveProperty('provider').toEqualTypeOf<'gitlab' | 'spotify'>()
  const session = auth.session.get()
  if (session.status === 'signed-in') {
    expectTypeOf(session.provider).toEqualTypeOf<'gitlab' | 'spotify'>()
    expectTypeOf(session.user).toEqualTypeOf<ProviderUser>()
  }
  // @ts-expect-error nobody is called that
  auth.login({ provider: 'github' })
})
