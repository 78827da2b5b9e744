import { describe, expect, expectTypeOf, test } from 'vitest'
import { signOutWhenIdle } from '../../src/idle/index.js'
import { AuthError, type Client, type Session, type StepUpChallenge } from '../../src/index.js'
import { settle, testClient, until } from '../../src/testing/index.js'
import { userInfo } from '../../src/userinfo/index.js'

const ada = { sub: 'ada', name: 'Ada' }
const grace = { sub: 'grace', name: 'Grace' }

/** The same facts in every environment that component tests run in. */
export function testClientFacts(environment: string): void {
  describe(`a test client in ${environment}`, () => {
    test('has somebody signed in at once, and is a client', async () => {
      const auth: Client = testClient({ user: ada, scope: 'openid read' })
      expect(auth.session.get()).toMatchObject({
        status: 'signed-in',
        user: ada,
        scope: ['openid', 'read'],
      })
      expect(await auth.start()).toMatchObject({ status: 'signed-in', user: ada })
      await settle()
      expect(auth.session.get()).toMatchObject({ status: 'signed-in', user: ada })
    })

    test('has nobody signed in without a user, and starting changes nothing', async () => {
      const auth = testClient()
      expect(auth.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
      expect(await auth.start()).toEqual({ status: 'signed-out', reason: 'never' })
      await expect(auth.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
    })

    test('shows the session that the test asks for', async () => {
      const error = new AuthError('grant-refused', { error: 'invalid_grant' })
      const sessions: Session<never>[] = [
        { status: 'signed-out', reason: 'expired' },
        { status: 'signed-out', reason: 'revoked', error },
        { status: 'signing-in', via: 'popup' },
      ]
      for (const session of sessions)
        expect(testClient<never>({ session } as object).session.get()).toEqual(session)
      expect(testClient({ session: 'signing-in' }).session.get().status).toBe('signing-in')
    })

    test('stays loading until the test says who is there', async () => {
      const auth = testClient<typeof ada>({ session: 'loading' })
      let started: unknown
      void auth.start().then((session) => {
        started = session
      })
      await settle()
      expect([auth.session.get().status, started]).toEqual(['loading', undefined])
      auth.test.become(ada)
      expect(auth.session.get()).toMatchObject({ status: 'signed-in', user: ada })
      await until(() => started)
      expect(auth.session.get()).toMatchObject({ status: 'signed-in', user: ada })
    })

    test('has the user of the app, whatever it is made of, as the very object', async () => {
      class Person {
        readonly id = 7
        greet(): string {
          return `Hello ${this.id}`
        }
      }
      const user = new Person()
      const auth = testClient({ user })
      const session = auth.session.get()
      expectTypeOf(auth.session.get()).toEqualTypeOf<Session<Person>>()
      expect(session.status === 'signed-in' && session.user).toBe(user)
      auth.test.clock.advance(3_600_000)
      await auth.accessToken()
      const renewed = auth.session.get()
      expect(renewed.status === 'signed-in' && renewed.user).toBe(user)
    })

    test('answers what the test says, and tells with whose token it was asked', async () => {
      const auth = testClient({ user: ada, scope: ['openid', 'read'] })
      auth.test.answer('/api/items', [{ id: 1 }])
      auth.test.answer('POST /api/items', () => new Response(null, { status: 201 }))
      expect(await (await auth.fetch('/api/items?page=2')).json()).toEqual([{ id: 1 }])
      expect((await auth.fetch('/api/items', { method: 'POST', body: 'new' })).status).toBe(201)
      const accessToken = await auth.accessToken()
      const common = { accessToken, sub: 'ada', scope: ['openid', 'read'] }
      expect(auth.test.requests).toMatchObject([
        { ...common, method: 'GET', url: expect.stringMatching(/\/api\/items\?page=2$/), status: 200 },
        { ...common, method: 'POST', body: 'new', status: 201 },
      ])
    })

    test('rejects a request that nothing answers, with its URL and what to do', async () => {
      const auth = testClient({ user: ada })
      await expect(auth.fetch('/api/unknown')).rejects.toThrow(/GET .*\/api\/unknown.*auth\.test\.answer/)
    })

    test('passes unanswered requests on to the `fetch` of the test, with their token', async () => {
      const seen: (string | null)[] = []
      const auth = testClient({
        user: ada,
        fetch: async (input, init) => {
          seen.push(new Request(input, init).headers.get('authorization'))
          return Response.json('from elsewhere')
        },
      })
      expect(await (await auth.fetch('/api/items')).json()).toBe('from elsewhere')
      expect(seen).toEqual([`Bearer ${await auth.accessToken()}`])
    })

    test('sends no token to an URL that is in no `apis`, and with `plain` answers without one', async () => {
      await expect(testClient({ user: ada }).fetch('https://elsewhere.example/')).rejects.toMatchObject({
        code: 'target-not-allowed',
      })
      const auth = testClient({ user: ada, otherUrls: 'plain' })
      auth.test.answer('https://elsewhere.example/', 'public')
      expect(await (await auth.fetch('https://elsewhere.example/')).json()).toBe('public')
      expect(auth.test.requests).toMatchObject([{ accessToken: undefined }])
    })

    test('`become` signs somebody else in at once, with a token of their own', async () => {
      const auth = testClient({ user: ada })
      const before = await auth.accessToken()
      auth.test.become(grace, { scope: 'openid write' })
      expect(auth.session.get()).toMatchObject({
        status: 'signed-in',
        user: grace,
        scope: ['openid', 'write'],
      })
      auth.test.answer('/api', {})
      await auth.fetch('/api')
      expect(await auth.accessToken()).not.toBe(before)
      expect(auth.test.requests).toMatchObject([{ sub: 'grace', scope: ['openid', 'write'] }])
    })

    test.each(['logout', 'other-tab', 'expired', 'revoked'] as const)(
      '`signOut` ends the session as %s, and no call has a token any more',
      async (reason) => {
        const auth = testClient({ user: ada })
        await auth.start()
        auth.test.signOut(reason)
        expect(auth.session.get()).toEqual({ status: 'signed-out', reason })
        await expect(auth.fetch('/api')).rejects.toMatchObject({ code: 'signed-out' })
      },
    )

    test('`trouble` is in the session with its text, until the next renewal or `recover`', async () => {
      const auth = testClient({ user: ada })
      auth.test.trouble()
      expect(auth.session.get()).toMatchObject({
        status: 'signed-in',
        trouble: { code: 'network', message: expect.stringContaining('No answer from the token endpoint') },
      })
      auth.test.recover()
      expect(auth.session.get()).not.toHaveProperty('trouble')
      auth.test.trouble(new AuthError('timeout', { endpoint: 'token endpoint' }))
      expect(auth.session.get()).toMatchObject({ trouble: { code: 'timeout' } })
      auth.test.clock.advance(3_600_000)
      await auth.accessToken()
      expect(auth.session.get()).not.toHaveProperty('trouble')
    })

    test('`challenge` makes an API want more, which the app is asked about', async () => {
      const asked: StepUpChallenge[] = []
      const auth = testClient({
        user: ada,
        onChallenge: (challenge) => {
          asked.push(challenge)
          return 'reject'
        },
      })
      auth.test.answer('/api', {})
      auth.test.challenge({ scope: 'write' })
      await expect(auth.fetch('/api')).rejects.toMatchObject({ code: 'step-up-required' })
      auth.test.challenge({ acrValues: 'mfa', maxAge: 60 })
      await expect(auth.fetch('/api')).rejects.toMatchObject({ details: { acrValues: ['mfa'], maxAge: 60 } })
      expect(asked.map(({ error }) => error)).toEqual([
        'insufficient_scope',
        'insufficient_user_authentication',
      ])
      auth.test.challenge({ scope: 'write' })
      auth.test.become(ada, { scope: 'openid write' })
      expect((await auth.fetch('/api')).ok).toBe(true)
    })

    test('leaves for the login as a real page does, and the test sees where to', async () => {
      const auth = testClient()
      auth.login({ loginHint: 'ada' }).catch(() => {})
      const url = new URL(await until(() => auth.test.leftFor))
      expect(url.searchParams.get('login_hint')).toBe('ada')
      expect(auth.session.get()).toEqual({ status: 'signing-in', via: 'redirect' })
    })

    test('signs out, revokes the grant and leaves for the sign-out of the server', async () => {
      const auth = testClient({ user: ada })
      await auth.logout()
      expect(auth.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
      expect(auth.test.leftFor).toContain('/logout')
      expect(auth.test.server.requests).toContain('revoke')
    })

    test('renews an expired token, and ends where the server renews it no more', async () => {
      const auth = testClient({ user: ada })
      const before = await auth.accessToken()
      auth.test.clock.advance(3_600_000)
      expect(await auth.accessToken()).not.toBe(before)
      auth.test.clock.advance(3_600_000)
      auth.test.server.revoke()
      await expect(auth.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
      expect(auth.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
    })

    test('is taken by functions that take a client', async () => {
      const auth = testClient({ user: ada })
      expect(await userInfo(auth)).toEqual({ sub: 'ada', name: 'Ada' })
      const idle = signOutWhenIdle(auth, { afterSeconds: 900, listen: () => () => {} })
      await auth.start()
      auth.test.clock.advance(900_000)
      await until(() => auth.session.get().status === 'signed-out')
      idle.stop()
    })
  })
}
