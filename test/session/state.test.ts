import { describe, expect, test } from 'vitest'
import { AuthError } from '../../src/errors.js'
import { nextSession, type Session, type SessionEvent, type SignedIn } from '../../src/session/state.js'

const error = new AuthError('signed-out', {}, 'x')
const ada: SignedIn<string> = { status: 'signed-in', user: 'ada', scope: ['openid'] }
const grace: SignedIn<string> = { status: 'signed-in', user: 'grace', scope: [] }

const states = {
  loading: { status: 'loading' },
  out: { status: 'signed-out', reason: 'logout' },
  leaving: { status: 'signing-in', via: 'redirect' },
  in: ada,
  troubled: { ...ada, trouble: error },
} as const satisfies Record<string, Session<string>>

const events = {
  restored: { type: 'restored', session: grace },
  started: { type: 'login-started', via: 'popup' },
  abandoned: { type: 'login-abandoned' },
  refused: { type: 'login-failed', error },
  arrived: { type: 'tokens-arrived', from: 'renewal', session: grace },
  unrenewed: { type: 'renewal-failed', error },
  ended: { type: 'ended', reason: 'expired', error },
  over: { type: 'ended', reason: 'logout' },
} as const satisfies Record<string, SessionEvent<string>>

const signingIn = { status: 'signing-in', via: 'popup' }
const never = { status: 'signed-out', reason: 'never' }
const failed = { status: 'signed-out', reason: 'failed', error }
const expired = { status: 'signed-out', reason: 'expired', error }
const out = { status: 'signed-out', reason: 'logout' }

// `same`: not only equal, but the very object, so that nobody is told of a change that is none.
const same = 'same'
const table: Record<keyof typeof states, Record<keyof typeof events, unknown>> = {
  loading: {
    restored: grace,
    started: signingIn,
    abandoned: same,
    refused: failed,
    arrived: grace,
    unrenewed: same,
    ended: expired,
    over: out,
  },
  out: {
    restored: grace,
    started: signingIn,
    abandoned: same,
    refused: failed,
    arrived: grace,
    unrenewed: same,
    ended: expired,
    over: out,
  },
  leaving: {
    restored: grace,
    started: signingIn,
    abandoned: never,
    refused: failed,
    arrived: grace,
    unrenewed: same,
    ended: expired,
    over: out,
  },
  in: {
    restored: grace,
    started: same,
    abandoned: same,
    refused: same,
    arrived: grace,
    unrenewed: { ...ada, trouble: error },
    ended: expired,
    over: out,
  },
  troubled: {
    restored: grace,
    started: same,
    abandoned: same,
    refused: same,
    arrived: grace,
    unrenewed: { ...ada, trouble: error },
    ended: expired,
    over: out,
  },
}

describe.each(Object.keys(table) as (keyof typeof table)[])('a session that is %s', (state) => {
  test.each(Object.keys(events) as (keyof typeof events)[])('after %s', (event) => {
    const next = nextSession<string>(states[state], events[event])
    const expected = table[state][event]
    if (expected === same) expect(next).toBe(states[state])
    else expect(next).toEqual(expected)
  })
})
