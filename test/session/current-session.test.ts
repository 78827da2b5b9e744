// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { AuthError } from '../../src/errors.js'
import { createCurrentSession } from '../../src/session/current-session.js'
import type { Claims, SessionRecord, StoredToken } from '../../src/session/record.js'
import type { SessionEvent } from '../../src/session/state.js'

const token: StoredToken = { value: 'a', scope: ['read'], receivedAt: 1000 }

function record(claims: Claims, tokens: Record<string, StoredToken> = { '': token }): SessionRecord {
  return { afterSignOut: 0, loginAt: 1, renewals: 0, claims, tokens, renewable: true }
}

const ada = record({ sub: 'ada' })
const grace = record({ sub: 'grace' })
const error = new AuthError('signed-out', {})

function world<User>(toUser: (claims: Claims) => User | Promise<User>) {
  const events: SessionEvent<User>[] = []
  const current = createCurrentSession<User>(toUser, (event) => events.push(event))
  return { current, events, session: current.session.get }
}

const claimsThemselves = (claims: Claims): Claims => ({ ...claims })

describe('a record that the app refuses', () => {
  const refusal = new AuthError('user-rejected', {})
  const refuseAda = async (claims: Claims): Promise<Claims> => {
    if (claims.sub === 'ada') throw refusal
    return claims
  }

  test('ends the session, once', async () => {
    const { current, session, events } = world(refuseAda)
    await current.show(grace, 'login')
    await expect(current.showOrEnd(ada, 'other-tab')).rejects.toBe(refusal)
    expect(session()).toEqual({ status: 'signed-out', reason: 'failed', error: refusal })
    await current.showOrEnd({ ...ada }, 'other-tab')
    expect(events.map(({ type }) => type)).toEqual(['tokens-arrived', 'ended'])
    await expect(current.showOrEnd({ ...ada, renewals: 1 }, 'other-tab')).rejects.toBe(refusal)
  })

  test('ends no session that was shown by then', async () => {
    const { current, session } = world(refuseAda)
    const showing = current.showOrEnd(ada, 'other-tab')
    await current.show(grace, 'login')
    await expect(showing).rejects.toBe(refusal)
    expect(session()).toMatchObject({ user: { sub: 'grace' } })
  })
})

describe('the session of a page', () => {
  test('is loading at first, without a record', () => {
    const { current, session } = world(claimsThemselves)
    expect(session()).toEqual({ status: 'loading' })
    expect(current.record()).toBeUndefined()
  })

  test('that is restored is shown at once, and says so', () => {
    const { current, session, events } = world(claimsThemselves)
    expect(current.show(ada, 'restored')).toBeUndefined()
    const shown = { status: 'signed-in', user: { sub: 'ada' }, scope: ['read'] }
    expect(session()).toEqual(shown)
    expect(Object.keys(session())).toEqual(['status', 'user', 'scope'])
    expect(current.record()).toBe(ada)
    expect(events).toEqual([{ type: 'restored', session: shown }])
  })

  test.each(['login', 'renewal', 'other-tab'] as const)('that came by %s says so', (how) => {
    const { current, events } = world(claimsThemselves)
    current.show(ada, how)
    expect(events).toMatchObject([{ type: 'tokens-arrived', from: how }])
  })

  test('tells when its token expires and when it ends itself, where the server says so', () => {
    const { current, session } = world(claimsThemselves)
    current.show(record({ sub: 'ada' }, { '': { ...token, expiresInMs: 0, endsAt: 9000 } }), 'login')
    expect(session()).toMatchObject({ expiresAt: 1000, endsAt: 9000 })
    current.show(record({ sub: 'ada' }, { '': { ...token, expiresInMs: 500 } }), 'login')
    expect(session()).toMatchObject({ expiresAt: 1500 })
    expect(session()).not.toHaveProperty('endsAt')
  })

  test("has the scope of the login's own token, of the first one without that, or none", () => {
    const { current, session } = world(claimsThemselves)
    const api = { ...token, scope: ['api'] }
    current.show(record({ sub: 'ada' }, { 'urn:api': api, '': token }), 'login')
    expect(session()).toMatchObject({ scope: ['read'] })
    current.show(record({ sub: 'ada' }, { 'urn:api': api, 'urn:b': token }), 'login')
    expect(session()).toMatchObject({ scope: ['api'] })
    current.show(record({ sub: 'ada' }, {}), 'login')
    expect(session()).toMatchObject({ scope: [] })
  })

  test('keeps its user object while the claims stay the same, and makes a new one of others', () => {
    const { current, session } = world(claimsThemselves)
    const user = (): unknown => (session() as { user?: unknown }).user
    current.show(ada, 'login')
    const first = user()
    current.show(record({ sub: 'ada' }), 'renewal')
    expect(user()).toBe(first)
    current.show(grace, 'renewal')
    expect(user()).toEqual({ sub: 'grace' })
    current.end('logout')
    current.show(grace, 'login')
    expect(user()).toEqual({ sub: 'grace' })
  })

  test('that ends has no record, and its user is made anew at the next login', () => {
    let users = 0
    const { current, session, events } = world(() => ++users)
    current.show(ada, 'login')
    current.end('revoked', error)
    expect(session()).toEqual({ status: 'signed-out', reason: 'revoked', error })
    expect(current.record()).toBeUndefined()
    current.show(ada, 'login')
    expect(session()).toMatchObject({ user: 2 })
    current.end('logout')
    expect(events.at(-1)).toStrictEqual({ type: 'ended', reason: 'logout' })
  })

  test('that never was is signed out, or has failed where there was an error', () => {
    const { current, session, events } = world(claimsThemselves)
    current.none()
    expect(session()).toEqual({ status: 'signed-out', reason: 'never' })
    expect(events.at(-1)).toStrictEqual({ type: 'nobody-signed-in', reason: 'never' })
    current.show(ada, 'login')
    current.none(error)
    expect(session()).toEqual({ status: 'signed-out', reason: 'failed', error })
    expect(current.record()).toBeUndefined()
  })
})

describe('where the user takes a moment to be made', () => {
  const slowly = async (claims: Claims): Promise<Claims> => ({ ...claims })

  test('the session is shown after that', async () => {
    const { current, session } = world(slowly)
    const showing = current.show(ada, 'login')
    expect(current.record()).toBeUndefined()
    await showing
    expect(current.record()).toBe(ada)
    expect(session()).toMatchObject({ user: { sub: 'ada' } })
  })

  test('the session that was shown last stays, whichever user is made first', async () => {
    const waiting = new Map<unknown, () => void>()
    const { current, session } = world(
      (claims) => new Promise<Claims>((resolve) => waiting.set(claims.sub, () => resolve({ ...claims }))),
    )
    const showing = [current.show(ada, 'login'), current.show(grace, 'other-tab')]
    waiting.get('grace')?.()
    await showing[1]
    waiting.get('ada')?.()
    await showing[0]
    expect(current.record()).toBe(grace)
    expect(session()).toMatchObject({ user: { sub: 'grace' } })
  })

  test.each(['end', 'none'] as const)('a session that is over meanwhile is not shown (%s)', async (how) => {
    const { current, session } = world(slowly)
    const showing = current.show(ada, 'login')
    if (how === 'end') current.end('logout')
    else current.none()
    await showing
    expect(current.record()).toBeUndefined()
    expect(session()).toMatchObject({ status: 'signed-out' })
  })

  test('a session that is over meanwhile is not shown in the place of the next one', async () => {
    const waiting = new Map<unknown, () => void>()
    const { current } = world(
      (claims) => new Promise<Claims>((resolve) => waiting.set(claims.sub, () => resolve({ ...claims }))),
    )
    const showing = current.show(ada, 'login')
    current.end('logout')
    const next = current.show(grace, 'login')
    waiting.get('ada')?.()
    await showing
    expect(current.record()).toBeUndefined()
    waiting.get('grace')?.()
    await next
    expect(current.record()).toBe(grace)
  })

  test('a user that was checked before is shown at once, and is made once', async () => {
    let users = 0
    const { current, session } = world(async (claims) => ({ ...claims, number: ++users }))
    await current.check(ada)
    expect(session()).toEqual({ status: 'loading' })
    expect(current.show(ada, 'login')).toBeUndefined()
    expect(session()).toMatchObject({ user: { sub: 'ada', number: 1 } })
  })

  test('a user that the app refuses is an error of who checks or shows it', async () => {
    const { current, session } = world(() => Promise.reject(new Error('refused')))
    await expect(current.check(ada)).rejects.toThrow('refused')
    await expect(current.show(ada, 'login')).rejects.toThrow('refused')
    expect(session()).toEqual({ status: 'loading' })
  })
})
