// @vitest-environment node

import { describe, expect, test, vi } from 'vitest'
import { type AnyAuthError, AuthError } from '../../src/errors.js'
import type { Tokens } from '../../src/protocol/grants.js'
import { createCurrentSession } from '../../src/session/current-session.js'
import { createAges, lifetime } from '../../src/session/lifetime.js'
import { ownerOf } from '../../src/session/owner.js'
import type { Claims, SessionRecord, StoredToken } from '../../src/session/record.js'
import type { SessionEvent } from '../../src/session/state.js'
import { createSessionTokens, type SessionParts, type SessionTokensDeps } from '../../src/session/tokens.js'
import { createVault } from '../../src/session/vault.js'
import { createTestClock, settle } from '../../src/testing/index.js'

const hourMs = 3_600_000
const staleMs = hourMs - 60_000
const timeoutMs = 10_000

const dead = new AuthError('grant-refused', { error: 'invalid_grant' })
const offline = new AuthError('network', { endpoint: 'token endpoint' })
const refusedTarget = new AuthError('grant-refused', { error: 'invalid_target' })

interface Options {
  readonly renewable?: boolean
  readonly acrossTabs?: boolean
  readonly toUser?: (claims: Claims) => Claims
}

/**
 * The tokens of a page that shows a session of Ada's, of which the first token is `old`. The server's answer
 * and everything else around the tokens is the test's.
 */
function world({ renewable = true, acrossTabs = true, toUser = (claims) => claims }: Options = {}) {
  const clock = createTestClock()
  clock.advance(5000)
  const received = (value: string): StoredToken => ({
    value,
    scope: ['read'],
    receivedAt: clock.now(),
    expiresInMs: hourMs,
  })
  const first: SessionRecord = {
    afterSignOut: 0,
    loginAt: 1,
    renewals: 0,
    claims: { sub: 'ada' },
    tokens: { '': received('old') },
    renewable,
    ...(renewable && { refreshToken: 'refresh-0' }),
  }
  const events: SessionEvent<Claims>[] = []
  const current = createCurrentSession<Claims>(toUser, (event) => events.push(event))
  let count = 0
  let last: Promise<unknown> = Promise.resolve()
  const state = {
    stored: first as unknown,
    storageAnswers: true,
    afterUpdate: () => {},
    exchanges: [] as { record: SessionRecord; tokenKey: string; deadline: number }[],
    /** What the server answers; an error is thrown. */
    answer: (): Tokens | AnyAuthError | Promise<Tokens | AnyAuthError> => {
      count++
      return { accessToken: received(`new-${count}`), refreshToken: `refresh-${count}` }
    },
    prepare: (): unknown => undefined,
    turn: new AbortController(),
    /** Runs one task after another; a test may do otherwise. */
    runAlone<T>(task: (turn: AbortSignal) => Promise<T>): Promise<T> {
      const run = last.then(() => task(state.turn.signal))
      last = run.catch(() => {})
      return run
    },
    revoked: [] as Tokens[],
    whyGone: 'other-tab' as 'other-tab' | 'expired',
    announced: 0,
    reconcile: async (): Promise<void> => {},
    reconciled: 0,
    tabIsKnown: (): Promise<void> | undefined => undefined,
    pageStays: 0,
    afterPageStays: () => {},
  }
  const read = (): unknown => {
    if (!state.storageAnswers) throw new Error('no answer')
    return state.stored
  }
  const vault = createVault(
    {
      peek: read,
      read: async () => read(),
      async update(change) {
        state.stored = change(read())
        state.afterUpdate()
      },
    },
    { remember: 'browser', isValid: () => true, warn: () => {} },
  )
  const ages = createAges(clock)
  const deps: SessionParts<Claims> & SessionTokensDeps = {
    clock,
    timeoutMs,
    tabLock: {
      acrossTabs: () => acrossTabs,
      runAlone: (task) => state.runAlone(task),
      receive: () => {},
    },
    vault,
    signOuts: { whyGone: () => state.whyGone },
    current,
    age: ages,
    lifetime: (token, isRenewable) => lifetime(token, ages(token, isRenewable)),
    async prepareExchange() {
      await state.prepare()
      return async (record, tokenKey, deadline) => {
        state.exchanges.push({ record, tokenKey, deadline })
        const answer = await state.answer()
        if (answer instanceof Error) throw answer
        return answer
      }
    },
    revoke: (tokens) => state.revoked.push(tokens),
    tabIsKnown: () => state.tabIsKnown(),
    async pageStays() {
      state.pageStays++
      state.afterPageStays()
    },
    async sync() {
      state.reconciled++
      await state.reconcile()
    },
    announce: () => state.announced++,
  }
  current.show(first, 'restored')
  const tokens = createSessionTokens(deps, deps)
  const ask = async (request = {}): Promise<string> => (await tokens.get(request)).value
  return { clock, received, first, events, current, state, vault, tokens, ask }
}

/** A record of the same login, renewed once more by another tab. */
function renewedElsewhere({ first, received }: ReturnType<typeof world>, value = 'theirs'): SessionRecord {
  return { ...first, renewals: first.renewals + 1, refreshToken: 'theirs', tokens: { '': received(value) } }
}

const grace: Partial<SessionRecord> = { loginAt: 99, claims: { sub: 'grace' }, refreshToken: 'grace' }
const signedOut = { code: 'signed-out', details: {} }

describe('a token that is known to be fresh', () => {
  test('is at hand once it was asked for, until it is stale by either clock', async () => {
    for (const pass of ['advance', 'set', 'monotonic'] as const) {
      const { clock, tokens, ask } = world()
      expect(tokens.fresh()).toBeUndefined()
      expect(await ask()).toBe('old')
      expect(await tokens.fresh()).toBe('old')
      // The wall clock is set back and then time passes, so that only the monotonic clock tells.
      if (pass === 'monotonic') clock.set(-hourMs)
      if (pass === 'set') clock.set(staleMs - 1)
      else clock.advance(staleMs - 1)
      expect(await tokens.fresh()).toBe('old')
      if (pass === 'set') clock.set(1)
      else clock.advance(1)
      expect(tokens.fresh()).toBeUndefined()
    }
  })

  test('is fresh for the rest of its life where it was not new when it was asked for', async () => {
    const { clock, tokens, ask } = world()
    clock.advance(staleMs - 1000)
    await ask()
    clock.advance(999)
    expect(await tokens.fresh()).toBe('old')
    clock.advance(1)
    expect(tokens.fresh()).toBeUndefined()
  })

  test('is that of the session shown, and of no other', async () => {
    const one = world()
    await one.ask()
    one.current.show(renewedElsewhere(one), 'other-tab')
    expect(one.tokens.fresh()).toBeUndefined()
    expect(await one.ask()).toBe('theirs')
    expect(await one.tokens.fresh()).toBe('theirs')
    one.current.end('logout')
    expect(one.tokens.fresh()).toBeUndefined()
  })

  test("is not that of an API's own token, nor one that is stale", async () => {
    const { clock, first, current, received, tokens, ask } = world()
    current.show({ ...first, tokens: { ...first.tokens, api: received('api') } }, 'renewal')
    expect(await ask({ tokenKey: 'api' })).toBe('api')
    expect(tokens.fresh()).toBeUndefined()
    clock.advance(staleMs)
    expect(await ask()).toBe('old')
    expect(tokens.fresh()).toBeUndefined()
  })

  test('stays so where the server does not say how long it lives', async () => {
    const { clock, first, current, tokens, ask } = world()
    current.show({ ...first, tokens: { '': { value: 'endless', scope: [], receivedAt: 0 } } }, 'renewal')
    await ask()
    clock.advance(1000 * hourMs)
    expect(await tokens.fresh()).toBe('endless')
  })
})

test('the monotonic clock, which is slow to read, is read once in each millisecond', async () => {
  const { clock, tokens, ask } = world()
  await ask()
  clock.advance(1)
  const elapsed = vi.spyOn(clock, 'elapsed')
  for (let call = 0; call < 10; call++) expect(await tokens.fresh()).toBe('old')
  expect(elapsed).toHaveBeenCalledTimes(1)
})

describe('who asks for a token', () => {
  test('gets it without a renewal while it is good', async () => {
    const { ask, state } = world()
    expect(await ask()).toBe('old')
    expect(await ask({ rejected: 'another' })).toBe('old')
    await settle()
    expect(state.exchanges).toEqual([])
  })

  test('gets a stale one at once, and it is renewed meanwhile', async () => {
    const { clock, ask, state, current } = world()
    clock.advance(staleMs)
    expect(await ask()).toBe('old')
    await settle()
    expect(state.exchanges).toHaveLength(1)
    expect(current.record()?.tokens['']?.value).toBe('new-1')
  })

  test('gets a stale one without a renewal where the session cannot be renewed', async () => {
    const { clock, ask, state } = world({ renewable: false })
    clock.advance(staleMs)
    expect(await ask()).toBe('old')
    await settle()
    expect([state.exchanges, state.announced]).toEqual([[], 0])
  })

  test('hears nothing of the failure of a renewal that was only ahead of time', async () => {
    const { clock, ask, state, current } = world()
    clock.advance(staleMs)
    state.answer = () => offline
    expect(await ask()).toBe('old')
    await settle()
    expect(current.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'network' } })
  })

  test('gets a new one where it has expired, all callers by one renewal', async () => {
    const { clock, ask, state, first, events } = world()
    clock.advance(hourMs)
    const began = clock.elapsed()
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['new-1', 'new-1', 'new-1'])
    expect(state.exchanges).toEqual([{ record: first, tokenKey: '', deadline: began + timeoutMs }])
    expect(state.stored).toMatchObject({
      ...first,
      renewals: 1,
      tokens: { '': { value: 'new-1' } },
      refreshToken: 'refresh-1',
    })
    expect(events.at(-1)).toMatchObject({ type: 'tokens-arrived', from: 'renewal' })
    expect([state.announced, state.reconciled, state.revoked]).toEqual([1, 0, []])
    clock.advance(hourMs)
    expect(await ask()).toBe('new-2')
  })

  test('keeps what the answer does not bring: the refresh token, the ID Token, the claims', async () => {
    const { clock, ask, state, first, current, received } = world()
    const before = { ...first, idToken: 'id-0', claims: { sub: 'ada', name: 'Ada' }, renewals: 5 }
    state.stored = before
    current.show(before, 'renewal')
    clock.advance(hourMs)
    state.answer = () => ({ accessToken: received('one') })
    await ask()
    expect(state.stored).toMatchObject({ ...before, renewals: 6, tokens: { '': { value: 'one' } } })
    clock.advance(hourMs)
    const claims = { sub: 'ada', email: 'a@example.org' }
    state.answer = () => ({ accessToken: received('two'), idToken: 'id-1', claims })
    await ask()
    expect(state.stored).toMatchObject({
      idToken: 'id-1',
      refreshToken: 'refresh-0',
      claims: { sub: 'ada', name: 'Ada', email: 'a@example.org' },
    })
    expect((state.stored as SessionRecord).tokens['']).not.toHaveProperty('afterRejection')
  })

  test('is told that nobody is signed in', async () => {
    const { ask, current, tokens, state } = world()
    current.end('logout')
    await expect(ask()).rejects.toMatchObject(signedOut)
    await expect(tokens.renewNow()).rejects.toMatchObject(signedOut)
    expect(state.exchanges).toEqual([])
  })

  test("gets no other person's token", async () => {
    const { ask, first } = world()
    expect(await ask({ person: ownerOf(first) })).toBe('old')
    expect(await ask({ person: undefined })).toBe('old')
    await expect(ask({ person: 'grace' })).rejects.toMatchObject(signedOut)
    await expect(ask({ person: '' })).rejects.toMatchObject(signedOut)
  })

  test('gets no token of somebody who signed in during the renewal', async () => {
    const { clock, ask, state, first, current, received } = world()
    clock.advance(hourMs)
    const other = { ...first, ...grace, tokens: { '': received('hers') } } as SessionRecord
    state.answer = () => {
      state.stored = other
      current.show(other, 'other-tab')
      return { accessToken: received('for ada') }
    }
    await expect(ask()).rejects.toMatchObject(signedOut)
    expect(state.stored).toBe(other)
    expect(state.revoked).toMatchObject([{ accessToken: { value: 'for ada' } }])
  })

  test('is told of an abort at once, before and during a renewal, which goes on', async () => {
    const { clock, ask, state } = world()
    const stop = new AbortController()
    clock.advance(hourMs)
    let answer = (): void => {}
    const slow = new Promise<void>((resolve) => {
      answer = resolve
    })
    const usual = state.answer
    state.answer = () => slow.then(usual)
    const waiting = ask({ signal: stop.signal })
    const other = ask({ signal: new AbortController().signal })
    await settle()
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(ask({ signal: stop.signal })).rejects.toThrow('enough')
    answer()
    expect(await other).toBe('new-1')
  })
})

describe('a token that an API refused', () => {
  test('is renewed, and the new one is marked', async () => {
    const { ask, state } = world()
    expect(await ask({ rejected: 'old' })).toBe('new-1')
    expect(state.stored).toMatchObject({ tokens: { '': { value: 'new-1', afterRejection: true } } })
  })

  test('is not renewed again where its successor is refused within a minute', async () => {
    const { ask, state, clock } = world()
    await ask({ rejected: 'old' })
    clock.advance(59_999)
    expect(await ask({ rejected: 'new-1' })).toBe('new-1')
    expect(state.exchanges).toHaveLength(1)
    clock.advance(1)
    expect(await ask({ rejected: 'new-1' })).toBe('new-2')
  })

  test('is renewed again, once in a minute, where the API accepted its successor before', async () => {
    const { ask, state, clock } = world()
    const { answer } = state
    state.answer = () => {
      clock.advance(10_000)
      return answer()
    }
    await ask({ rejected: 'old' })
    expect(await ask({ rejected: 'new-1', acceptedBefore: true })).toBe('new-2')
    clock.advance(49_999)
    expect(await ask({ rejected: 'new-2', acceptedBefore: true })).toBe('new-2')
    clock.advance(1)
    expect(await ask({ rejected: 'new-2' })).toBe('new-2')
    expect(await ask({ rejected: 'new-2', acceptedBefore: true })).toBe('new-3')
  })

  test('waits for a renewal that is under way, where its successor is refused within a minute', async () => {
    const { ask, tokens } = world()
    await ask({ rejected: 'old' })
    const renewing = tokens.renewNow()
    expect(await ask({ rejected: 'new-1' })).toBe('new-2')
    expect(await renewing).toMatchObject({ value: 'new-2' })
  })

  test('by the age that counts a sleep of the device', async () => {
    const { ask, clock } = world()
    await ask({ rejected: 'old' })
    await ask({ rejected: 'new-1' })
    clock.sleep(60_000)
    expect(await ask({ rejected: 'new-1' })).toBe('new-2')
  })

  test('is renewed each time where it replaced an expired one', async () => {
    const { ask, clock } = world()
    clock.advance(hourMs)
    expect(await ask()).toBe('new-1')
    expect(await ask({ rejected: 'new-1' })).toBe('new-2')
  })

  test('ends a session that cannot be renewed as revoked, and an expired one as expired', async () => {
    for (const reason of ['revoked', 'expired'] as const) {
      const { ask, state, clock, current } = world({ renewable: false })
      if (reason === 'expired') clock.advance(hourMs)
      await expect(ask(reason === 'revoked' ? { rejected: 'old' } : {})).rejects.toMatchObject(signedOut)
      expect(current.session.get()).toEqual({ status: 'signed-out', reason })
      await settle()
      expect(state.stored).toBeUndefined()
      expect(state.announced).toBe(1)
    }
  })

  test('ends the session as revoked where its grant is dead, and as expired where it was not known to be good', async () => {
    for (const reason of ['revoked', 'expired'] as const) {
      const { ask, state, clock, current } = world()
      state.answer = () => dead
      if (reason === 'expired') clock.advance(hourMs)
      await expect(ask(reason === 'revoked' ? { rejected: 'old' } : {})).rejects.toMatchObject(signedOut)
      expect(current.session.get()).toMatchObject({
        status: 'signed-out',
        reason,
        error: { code: dead.code },
      })
      expect((current.session.get() as { error?: Error }).error?.message).not.toContain('{')
      expect([state.stored, state.announced]).toEqual([undefined, 1])
    }
  })
})

describe('a dead grant ends the session', () => {
  const endedAs = async (prepare: (one: ReturnType<typeof world>) => void): Promise<unknown> => {
    const one = world()
    await one.ask()
    prepare(one)
    one.state.answer = () => dead
    await expect(one.tokens.renewNow()).rejects.toMatchObject(signedOut)
    return one.current.session.get()
  }

  test('as revoked while its token has not expired', async () => {
    expect(await endedAs(({ clock }) => clock.advance(staleMs))).toMatchObject({ reason: 'revoked' })
  })

  test('as expired where its token expired, also while the device slept', async () => {
    expect(await endedAs(({ clock }) => clock.advance(hourMs))).toMatchObject({ reason: 'expired' })
    expect(await endedAs(({ clock }) => clock.sleep(hourMs))).toMatchObject({ reason: 'expired' })
  })
})

test('a session whose grant is dead ends, also where this page shows a newer record than the stored one', async () => {
  const one = world()
  one.current.show({ ...one.first, renewals: 1 }, 'other-tab')
  one.state.answer = () => dead
  await expect(one.tokens.renewNow()).rejects.toMatchObject(signedOut)
  expect(one.current.session.get()).toMatchObject({ status: 'signed-out' })
})

describe('tokens of one API', () => {
  test('are renewed beside the others, and keep them', async () => {
    const { ask, state, current } = world()
    expect(await ask({ tokenKey: 'api' })).toBe('new-1')
    expect(state.exchanges).toMatchObject([{ tokenKey: 'api' }])
    expect(Object.keys(current.record()?.tokens ?? {})).toEqual(['', 'api'])
    expect(await ask()).toBe('old')
  })

  test('have a renewal of their own', async () => {
    const { ask, clock, current } = world()
    clock.advance(hourMs)
    expect((await Promise.all([ask(), ask({ tokenKey: 'api' })])).sort()).toEqual(['new-1', 'new-2'])
    expect(Object.keys(current.record()?.tokens ?? {})).toEqual(['', 'api'])
  })

  test('are taken where another tab has got the first of them', async () => {
    const { ask, state, first, received } = world()
    state.stored = { ...first, renewals: 1, tokens: { ...first.tokens, api: received('theirs') } }
    expect(await ask({ tokenKey: 'api' })).toBe('theirs')
    expect(state.exchanges).toEqual([])
  })

  test('are a matter of configuration where the session cannot be renewed', async () => {
    const { ask, current } = world({ renewable: false })
    await expect(ask({ tokenKey: 'api' })).rejects.toMatchObject({
      code: 'configuration',
      details: { option: 'apis', reason: 'no-refresh-token: api' },
    })
    expect(current.session.get()).toMatchObject({ status: 'signed-in' })
  })

  test('that the server does not grant are no trouble of the session', async () => {
    const { ask, state, current, events } = world()
    state.answer = () => refusedTarget
    await expect(ask({ tokenKey: 'api' })).rejects.toMatchObject({ code: 'grant-refused' })
    expect(current.session.get()).not.toHaveProperty('trouble')
    expect(events.some(({ type }) => type === 'renewal-failed')).toBe(false)
    expect(state.stored).toMatchObject({ backoff: { tokenKey: 'api' } })
    // The login's own token is not held up by that.
    expect(await ask()).toBe('old')
  })
})

describe('what another tab did', () => {
  test('is taken where it has renewed, without a request and without the lock', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.runAlone = () => expect.unreachable('the lock is for a renewal')
    one.state.stored = renewedElsewhere(one)
    expect(await one.ask()).toBe('theirs')
    expect(one.state.exchanges).toEqual([])
    expect(one.events.at(-1)).toMatchObject({ type: 'tokens-arrived', from: 'other-tab' })
    expect(one.state.announced).toBe(1)
  })

  test('is renewed where it has expired as well', async () => {
    const one = world()
    one.state.stored = renewedElsewhere(one)
    one.clock.advance(hourMs)
    expect(await one.ask()).toBe('new-1')
    expect(one.state.exchanges).toMatchObject([{ record: { refreshToken: 'theirs' } }])
  })

  test('is taken where it has renewed while this page waited for the lock', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.runAlone = (task) => {
      one.state.stored = renewedElsewhere(one)
      return task(one.state.turn.signal)
    }
    expect(await one.ask()).toBe('theirs')
    expect(one.state.exchanges).toEqual([])
  })

  test.each(['other-tab', 'expired'] as const)(
    'ends the session where the record is gone, for the reason that the sign-outs tell: %s',
    async (reason) => {
      const { clock, ask, state, current } = world()
      clock.advance(hourMs)
      state.runAlone = () => expect.unreachable('the lock is for a renewal')
      state.stored = undefined
      state.whyGone = reason
      await expect(ask()).rejects.toMatchObject(signedOut)
      expect(current.session.get()).toEqual({ status: 'signed-out', reason })
      expect([state.exchanges, state.announced]).toEqual([[], 1])
      expect(state.pageStays).toBe(reason === 'expired' ? 1 : 0)
    },
  )

  test('ends the session as signed out there, where this page learns of the sign-out a moment later', async () => {
    const { clock, ask, state, current } = world()
    clock.advance(hourMs)
    state.stored = undefined
    state.whyGone = 'expired'
    state.afterPageStays = () => {
      state.whyGone = 'other-tab'
    }
    await expect(ask()).rejects.toMatchObject(signedOut)
    expect(current.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  })

  test('ends no session for good that can be renewed: a record that can be read again stays', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.stored = undefined
    one.current.session.subscribe(({ status }) => {
      if (status === 'signed-out') one.state.stored = one.first
    })
    await expect(one.ask()).rejects.toMatchObject(signedOut)
    await settle()
    expect(one.state.stored).toBe(one.first)
  })

  test('counts where it stored newer tokens during the exchange, whose grant is the same', async () => {
    const one = world()
    one.clock.advance(hourMs)
    const { answer } = one.state
    one.state.answer = () => {
      one.state.stored = renewedElsewhere(one)
      return answer()
    }
    expect(await one.ask()).toBe('theirs')
    expect(one.state.revoked).toEqual([])
  })

  test('counts where it signed out during the exchange, and the tokens that nobody uses are revoked', async () => {
    const one = world()
    one.clock.advance(hourMs)
    const { answer } = one.state
    one.state.answer = () => {
      one.state.stored = undefined
      return answer()
    }
    await expect(one.ask()).rejects.toMatchObject(signedOut)
    expect(one.state.revoked).toMatchObject([{ accessToken: { value: 'new-1' }, refreshToken: 'refresh-1' }])
    expect(one.state.stored).toBeUndefined()
  })

  test.each([
    ['signed out, the tokens that nobody uses are revoked', false, ['new-1']],
    ['renewed, the tokens of the same grant are not revoked', true, []],
  ])('counts where storage answers no more: where it %s', async (_, renewed, revoked) => {
    const one = world()
    one.clock.advance(hourMs)
    const { answer } = one.state
    one.state.answer = () => {
      one.state.stored = renewed ? renewedElsewhere(one) : undefined
      one.state.afterUpdate = () => {
        one.state.storageAnswers = false
      }
      return answer()
    }
    await expect(one.ask()).rejects.toMatchObject({ code: 'storage' })
    expect(one.state.revoked.map(({ accessToken }) => accessToken.value)).toEqual(revoked)
  })

  test('counts where it renewed during an exchange that the server refused', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.answer = () => {
      one.state.stored = renewedElsewhere(one)
      return dead
    }
    expect(await one.ask()).toBe('theirs')
    expect(one.current.session.get()).toMatchObject({ status: 'signed-in' })
  })

  test('counts where it used the refresh token first, and stored its tokens as the same renewal', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.answer = () => {
      one.state.stored = { ...renewedElsewhere(one), renewals: one.first.renewals }
      return dead
    }
    expect(await one.ask()).toBe('theirs')
    expect(one.current.session.get()).toMatchObject({ status: 'signed-in' })
  })

  test('counts where it signed out during an exchange that the server refused', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.answer = () => {
      one.state.stored = undefined
      return dead
    }
    await expect(one.ask()).rejects.toMatchObject(signedOut)
    expect(one.current.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  })

  test('is shown once, where a message of that tab came first', async () => {
    const one = world()
    one.clock.advance(hourMs)
    const theirs = renewedElsewhere(one)
    one.state.runAlone = (task) => {
      one.state.stored = theirs
      one.current.show(theirs, 'other-tab')
      return task(one.state.turn.signal)
    }
    expect(await one.ask()).toBe('theirs')
    expect(one.events.filter(({ type }) => type === 'tokens-arrived')).toHaveLength(1)
  })

  test('is waited for where there is no lock between tabs, since it may be about to store its tokens', async () => {
    const one = world({ acrossTabs: false })
    one.clock.advance(hourMs)
    one.state.answer = () => dead
    const asking = one.ask()
    await settle()
    one.clock.advance(499)
    await settle()
    expect(one.current.session.get()).toMatchObject({ status: 'signed-in' })
    one.state.stored = renewedElsewhere(one)
    one.clock.advance(1)
    expect(await asking).toBe('theirs')
  })

  test('is waited for where another page took the lock during the exchange', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.answer = () => {
      one.state.turn.abort()
      return dead
    }
    const asking = one.ask().catch((error) => error)
    await settle()
    one.state.stored = renewedElsewhere(one)
    one.clock.advance(500)
    expect(await asking).toBe('theirs')
  })
})

describe('a page that was frozen', () => {
  const abortError = new DOMException('stolen', 'AbortError')

  test('sends nothing once another page has taken the lock', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.turn.abort(abortError)
    await expect(one.ask()).rejects.toMatchObject({ code: 'timeout' })
    expect(one.state.exchanges).toEqual([])
  })

  test('takes what the other page has renewed', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.runAlone = () => {
      one.state.stored = renewedElsewhere(one)
      return Promise.reject(abortError)
    }
    expect(await one.ask()).toBe('theirs')
  })

  test('ends with the session that the other page ended', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.runAlone = () => {
      one.state.stored = undefined
      return Promise.reject(abortError)
    }
    await expect(one.ask()).rejects.toMatchObject(signedOut)
  })

  test('is told by a timeout that nothing has been renewed', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.runAlone = () => Promise.reject(abortError)
    await expect(one.ask()).rejects.toMatchObject({
      code: 'timeout',
      details: { endpoint: expect.stringContaining('frozen') },
    })
    expect(one.current.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'timeout' } })
  })

  test('is not every failure of a turn', async () => {
    const one = world()
    one.clock.advance(hourMs)
    one.state.runAlone = () => Promise.reject(new TypeError('a bug'))
    await expect(one.ask()).rejects.toThrow('a bug')
  })
})

describe('a renewal that failed', () => {
  test('is the trouble of the session, which goes on, and is stored for all tabs', async () => {
    const { clock, ask, state, current, events } = world()
    clock.advance(hourMs)
    state.answer = () => offline
    await expect(ask()).rejects.toMatchObject({ code: 'network' })
    expect(current.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'network' } })
    expect(events.at(-1)).toMatchObject({ type: 'renewal-failed' })
    expect(state.stored).toMatchObject({ backoff: { failures: 1, error: { code: 'network' } } })
    expect([state.exchanges.length, state.pageStays, state.announced]).toEqual([1, 1, 0])
  })

  test('waits for a page that is being left only where its request was lost', async () => {
    const { clock, ask, state } = world()
    clock.advance(hourMs)
    state.answer = () => new AuthError('timeout', { endpoint: 'token endpoint' })
    await expect(ask()).rejects.toMatchObject({ code: 'timeout' })
    expect(state.pageStays).toBe(0)
  })

  test('is forgotten with the next one that succeeds', async () => {
    const { clock, ask, state, current } = world()
    const { answer } = state
    clock.advance(hourMs)
    state.answer = () => offline
    await expect(ask()).rejects.toThrow()
    state.answer = answer
    clock.advance(1)
    expect(await ask()).toBe('new-1')
    expect(state.stored).not.toHaveProperty('backoff')
    expect(current.session.get()).not.toHaveProperty('trouble')
  })

  test('is told of once while its pause lasts, and the pause sends nothing', async () => {
    const { clock, ask, state, events, tokens } = world()
    clock.advance(hourMs)
    state.answer = () =>
      new AuthError('server-unavailable', { endpoint: 'x', status: 503, retryAfterMs: 9000 })
    const first = await ask().catch((error) => error)
    clock.advance(1)
    expect(await ask().catch((error) => error)).toBe(first)
    await expect(tokens.renewNow()).rejects.toBe(first)
    expect(state.exchanges).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'renewal-failed')).toHaveLength(1)
    // Another failure is told of.
    clock.advance(9000)
    state.answer = () => offline
    await expect(ask()).rejects.toMatchObject({ code: 'network' })
    clock.advance(60_000)
    state.answer = () => new AuthError('network', { endpoint: 'discovery' })
    await expect(ask()).rejects.toMatchObject({ details: { endpoint: 'discovery' } })
    expect(events.filter(({ type }) => type === 'renewal-failed')).toHaveLength(3)
  })

  test('before the lock counts as one under it', async () => {
    const { clock, ask, state } = world()
    clock.advance(hourMs)
    state.prepare = () => Promise.reject(offline)
    await expect(ask()).rejects.toMatchObject({ code: 'network' })
    expect(state.stored).toMatchObject({ backoff: { failures: 1 } })
  })

  test('by a mistake in the code is thrown, and leaves no pause', async () => {
    const { clock, ask, state } = world()
    clock.advance(hourMs)
    state.prepare = () => Promise.reject(new TypeError('a bug'))
    await expect(ask()).rejects.toThrow('a bug')
    expect(state.stored).not.toHaveProperty('backoff')
  })

  test('because storage does not answer sends nothing, and ends nothing', async () => {
    const { clock, ask, state, current } = world()
    clock.advance(hourMs)
    state.storageAnswers = false
    await expect(ask()).rejects.toMatchObject({ code: 'storage' })
    expect(state.exchanges).toEqual([])
    expect(current.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'storage' } })
  })

  test('is no trouble of somebody who signed in meanwhile, nor of nobody', async () => {
    for (const next of [grace, undefined]) {
      const { clock, ask, state, current, first, events } = world()
      clock.advance(hourMs)
      state.answer = () => {
        if (next) current.show({ ...first, ...next } as SessionRecord, 'login')
        else current.end('logout')
        return offline
      }
      await expect(ask()).rejects.toMatchObject({ code: 'network' })
      expect(events.some(({ type }) => type === 'renewal-failed')).toBe(false)
    }
  })

  test('is tried once more, and no third time, where the stored record changes each time', async () => {
    const { clock, ask, state, first } = world()
    clock.advance(hourMs)
    let renewals = 0
    state.answer = () => {
      state.stored = { ...first, renewals: ++renewals }
      return offline
    }
    await expect(ask()).rejects.toMatchObject({ code: 'network' })
    expect(state.exchanges).toHaveLength(2)
  })

  test('ends the session where the app refuses the claims that it brought', async () => {
    const { clock, ask, state, current, received } = world({
      toUser(claims) {
        if (claims.blocked) throw new AuthError('user-rejected', { issues: [] } as never)
        return claims
      },
    })
    clock.advance(hourMs)
    state.answer = () => ({ accessToken: received('x'), claims: { sub: 'ada', blocked: true } })
    await expect(ask()).rejects.toMatchObject({ code: 'user-rejected' })
    expect(current.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
    expect(state.announced).toBe(1)
  })
})

describe('while a renewal is under way', () => {
  test('a sign-out is told to who wants a new token now', async () => {
    const { state, current, tokens } = world()
    const { answer } = state
    state.answer = () => {
      current.end('logout')
      return answer()
    }
    await expect(tokens.renewNow()).rejects.toMatchObject(signedOut)
  })

  test('a session that has ended here is shown no tokens', async () => {
    const { clock, ask, state, current } = world()
    clock.advance(hourMs)
    const { answer } = state
    state.answer = () => {
      current.end('logout')
      return answer()
    }
    await expect(ask()).rejects.toMatchObject(signedOut)
    expect(current.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
    expect([state.announced, state.reconciled]).toEqual([0, 0])
  })

  test('a session that was replaced here is compared with what is stored', async () => {
    const one = world()
    one.clock.advance(hourMs)
    const later = { ...one.first, loginAt: 50, tokens: { '': one.received('later') } }
    const { answer } = one.state
    one.state.answer = () => {
      one.current.show(later, 'login')
      return answer()
    }
    expect(await one.ask()).toBe('later')
    expect([one.state.reconciled, one.state.announced]).toEqual([1, 0])
  })

  test('a session that was replaced here does not end with the one before', async () => {
    const one = world()
    one.clock.advance(hourMs)
    const later = { ...one.first, loginAt: 50, tokens: { '': one.received('later') } }
    one.state.answer = () => {
      one.current.show(later, 'login')
      return dead
    }
    expect(await one.ask()).toBe('later')
    expect(one.state.reconciled).toBe(1)
  })

  test('a tab that may be a copy waits until that is known', async () => {
    const { clock, ask, state } = world()
    clock.advance(hourMs)
    let known = (): void => {}
    state.tabIsKnown = () =>
      new Promise((resolve) => {
        known = resolve
      })
    const asking = ask()
    await settle()
    expect(state.exchanges).toEqual([])
    known()
    expect(await asking).toBe('new-1')
  })

  test('a session that ended while the tab was looked at is not renewed', async () => {
    const { clock, ask, state, current } = world()
    clock.advance(hourMs)
    state.tabIsKnown = async () => current.end('other-tab')
    await expect(ask()).rejects.toMatchObject(signedOut)
    expect(state.exchanges).toEqual([])
    expect(current.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  })

  test('a session that was renewed while the tab was looked at is not renewed again', async () => {
    const one = world()
    one.clock.advance(hourMs)
    const theirs = renewedElsewhere(one)
    one.state.tabIsKnown = async () => {
      one.state.stored = theirs
      one.current.show(theirs, 'other-tab')
    }
    expect(await one.ask()).toBe('theirs')
    expect([one.state.exchanges.length, one.state.reconciled]).toEqual([0, 0])
  })

  test('a session that was shown only while the tab was looked at is renewed', async () => {
    const { tokens, state, current, first } = world()
    current.end('other-tab')
    state.stored = { ...first, tokens: {} }
    state.tabIsKnown = async () => void current.show(first, 'restored')
    expect((await tokens.renewNow()).value).toBe('new-1')
  })
})

describe('renewing ahead of use', () => {
  const count = async (prepare: (one: ReturnType<typeof world>) => void, how: { visible: boolean }) => {
    const one = world()
    prepare(one)
    one.tokens.renewAhead(how)
    await settle()
    return one.state.exchanges.length
  }

  test('is for a page that is seen, and for a token that is not fresh', async () => {
    const stale = ({ clock }: ReturnType<typeof world>): void => clock.advance(staleMs)
    expect(await count(stale, { visible: true })).toBe(1)
    expect(await count(stale, { visible: false })).toBe(0)
    expect(await count(() => {}, { visible: true })).toBe(0)
    expect(await count(({ current }) => current.end('logout'), { visible: true })).toBe(0)
    const withoutToken = ({ current, first }: ReturnType<typeof world>): void =>
      void current.show({ ...first, tokens: {} }, 'login')
    expect(await count(withoutToken, { visible: true })).toBe(0)
  })

  test('is for a token that expired while the device slept', async () => {
    const sleepWithToken = ({ clock, tokens }: ReturnType<typeof world>): void => {
      tokens.renewAhead({ visible: true })
      clock.sleep(hourMs)
    }
    expect(await count(sleepWithToken, { visible: true })).toBe(1)
  })

  test('is for a session in trouble, however good its token is', async () => {
    const inTrouble = ({ current }: ReturnType<typeof world>): void =>
      current.dispatch({ type: 'renewal-failed', error: offline })
    expect(await count(inTrouble, { visible: true })).toBe(1)
  })

  test('waits for the pause after a failure, unless it is urgent', async () => {
    const one = world()
    one.clock.advance(staleMs)
    const backoff = { failedAt: 0, retryAt: one.clock.now() + 9000, failures: 3, error: offline }
    one.state.stored = { ...one.first, backoff }
    one.tokens.renewAhead({ visible: true })
    await settle()
    one.clock.advance(60_000)
    const pause = { ...backoff, retryAt: one.clock.now() + 9000 }
    one.state.stored = { ...one.first, backoff: pause }
    await expect(one.ask()).rejects.toMatchObject({ code: 'network' })
    expect(one.state.exchanges).toEqual([])
    one.tokens.renewAhead({ visible: true, urgent: true })
    await settle()
    expect(one.state.exchanges).toHaveLength(1)
    one.state.stored = { ...(one.state.stored as SessionRecord), backoff: pause }
    expect((await one.tokens.renewNow()).value).toBe('new-2')
  })

  test('rejects nothing that nobody waits for', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    try {
      const one = world()
      one.clock.advance(staleMs)
      one.state.answer = () => offline
      one.tokens.renewAhead({ visible: true })
      await one.ask()
      await settle()
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', unhandled)
    }
  })

  test('ends a session that cannot be renewed once its token has expired, seen or not', async () => {
    const { clock, tokens, current, state } = world({ renewable: false })
    clock.advance(hourMs - 1)
    tokens.renewAhead({ visible: true })
    expect(current.session.get()).toMatchObject({ status: 'signed-in' })
    clock.advance(1)
    tokens.renewAhead({ visible: false })
    expect(current.session.get()).toEqual({ status: 'signed-out', reason: 'expired' })
    await settle()
    expect([state.stored, state.exchanges]).toEqual([undefined, []])
  })

  test('ends no session that cannot be renewed by a sleep, or without a time', async () => {
    const one = world({ renewable: false })
    one.tokens.renewAhead({ visible: true })
    one.clock.sleep(hourMs)
    one.tokens.renewAhead({ visible: true })
    expect(one.current.session.get()).toMatchObject({ status: 'signed-in' })
    one.current.show({ ...one.first, tokens: { '': { value: 'x', scope: [], receivedAt: 0 } } }, 'login')
    one.clock.advance(1000 * hourMs)
    one.tokens.renewAhead({ visible: true })
    expect(one.current.session.get()).toMatchObject({ status: 'signed-in' })
  })
})
