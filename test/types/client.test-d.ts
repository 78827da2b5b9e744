import * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'
import {
  AuthError,
  type Claims,
  type Client,
  createClient,
  isAuthError,
  type Prompt,
  type Remember,
  type Scope,
  type ServerErrorCode,
  type Session,
} from '../../src/index.js'

/** The strings that an editor suggests for a type that accepts any string. */
type Known<Text extends string> = Text extends unknown ? (string & {} extends Text ? never : Text) : never

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

test('the code of the error of a session, and of an event, says what its details are', () => {
  createClient({
    ...options,
    onEvent(event) {
      if (event.type === 'warning' && event.error.code === 'storage')
        expectTypeOf(event.error.details.area).toEqualTypeOf<string>()
      if (event.type === 'ended' && event.error?.code === 'id-token-rejected')
        expectTypeOf(event.error.details.clockOffMs).toEqualTypeOf<number | undefined>()
    },
  })
  const session = createClient(options).session.get()
  if (session.status === 'signed-out' && session.error?.code === 'network')
    expectTypeOf(session.error.details.urls).toEqualTypeOf<readonly string[] | undefined>()
  if (session.status === 'signed-in' && session.trouble?.code === 'server-unavailable')
    expectTypeOf(session.trouble.details.retryAfterMs).toEqualTypeOf<number | undefined>()
  // @ts-expect-error there is no such code
  if (session.status === 'signed-out' && session.error?.code === 'offline') session.error.message
})

test('an editor suggests known prompts, scopes and error codes, and other strings are accepted', () => {
  expectTypeOf<Known<Prompt>>().toEqualTypeOf<'none' | 'login' | 'consent' | 'select_account' | 'create'>()
  expectTypeOf<Known<Scope>>().toEqualTypeOf<
    'openid' | 'profile' | 'email' | 'address' | 'phone' | 'offline_access'
  >()
  expectTypeOf<'access_denied'>().toExtend<Known<ServerErrorCode>>()
  expectTypeOf<Remember>().toEqualTypeOf<'page' | 'tab' | 'browser'>()
  const client = createClient({ ...options, scope: ['openid', 'orders.read'], apis: ['/api'] })
  client.login({ prompt: 'login consent', scope: 'openid orders.write' })
})

test('an unknown option is a mistake the compiler tells', () => {
  // @ts-expect-error there is no such option
  createClient({ ...options, clientSecret: 'x' })
})
