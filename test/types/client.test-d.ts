import * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'
import {
  AuthError,
  type Claims,
  type Client,
  createClient,
  isAuthError,
  type Session,
} from '../../src/index.js'

const options = { issuer: 'https://login.example', clientId: 'app' }

test('without a schema the user is the standard claims', () => {
  const client = createClient(options)
  expectTypeOf(client).toEqualTypeOf<Client<Claims>>()
  const session = client.session.get()
  if (session.status === 'signed-in') expectTypeOf(session.user.email).toEqualTypeOf<string | undefined>()
})

test('a function makes the user, and its type', () => {
  const client = createClient({ ...options, user: ({ sub, name }) => ({ id: sub, name: name ?? 'nobody' }) })
  expectTypeOf(client).toEqualTypeOf<Client<{ id: string | undefined; name: string }>>()
})

test('a user has a `sub` only where the server says who signed in', () => {
  const session = createClient(options).session.get()
  if (session.status === 'signed-in') expectTypeOf(session.user.sub).toEqualTypeOf<string | undefined>()
})

test('a schema makes the user, and its type', () => {
  const user = v.object({ sub: v.string(), roles: v.array(v.string()) })
  const client = createClient({ ...options, user })
  expectTypeOf(client).toEqualTypeOf<Client<{ sub: string; roles: string[] }>>()
})

test('a session has a user only when somebody is signed in', () => {
  expectTypeOf<Extract<Session<string>, { user: unknown }>['status']>().toEqualTypeOf<'signed-in'>()
})

test('login() never resolves, and fetch is fetch', () => {
  const client = createClient(options)
  expectTypeOf(client.login()).resolves.toBeNever()
  expectTypeOf(client.fetch).toEqualTypeOf<typeof fetch>()
})

test('the code of an error says what its details are', () => {
  const error: unknown = new AuthError('timeout', { endpoint: 'x' }, 'x')
  if (isAuthError(error, 'server-unavailable')) expectTypeOf(error.details.status).toBeNumber()
  if (isAuthError(error) && error.code === 'callback-rejected')
    expectTypeOf(error.details.reason).toBeString()
})

test('an unknown option is a mistake the compiler tells', () => {
  // @ts-expect-error there is no such option
  createClient({ ...options, clientSecret: 'x' })
})
