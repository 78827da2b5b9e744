// @vitest-environment node

import { afterEach, describe, expect, test, vi } from 'vitest'
import { type AnyAuthError, AuthError } from '../../src/errors.js'
import type { Backoff } from '../../src/session/record.js'
import {
  type AttemptedRenewal,
  endReason,
  heedBackoff,
  nextBackoff,
} from '../../src/session/renewal-failure.js'

const dead = new AuthError('grant-refused', { error: 'invalid_grant' })
const doubtful = new AuthError('grant-refused', { error: 'access_denied' })
const offline = new AuthError('network', { endpoint: 'token endpoint' })
const busy = (retryAfterMs: number): AnyAuthError =>
  new AuthError('server-unavailable', { endpoint: 'token endpoint', status: 503, retryAfterMs })

const expired: AttemptedRenewal = {
  tokenKey: '',
  tokenIsGood: false,
  rejected: false,
  urgent: false,
  askedAt: 1000,
}
const ahead = { ...expired, tokenIsGood: true }
const rejected = { ...expired, rejected: true }
const failedOnce: Backoff = { failedAt: 1, retryAt: 1, failures: 1, error: offline }
const doubtedOnce: Backoff = { ...failedOnce, error: doubtful, doubtful: true }

describe('a failed renewal', () => {
  test.each<[string, AnyAuthError, AttemptedRenewal, Backoff | undefined, string | undefined]>([
    ['of an expired token, with a dead grant, ends it as expired', dead, expired, undefined, 'expired'],
    ['ahead of time, with a dead grant, ends it as revoked', dead, ahead, undefined, 'revoked'],
    ['after an API refused the token, ends it as revoked', dead, rejected, undefined, 'revoked'],
    ['ahead of time, after another failure, ends it as expired', dead, ahead, failedOnce, 'expired'],
    ['without a network goes on', offline, expired, failedOnce, undefined],
    ['of a doubtful kind goes on at first', doubtful, expired, undefined, undefined],
    ['of a doubtful kind goes on after a failure of another kind', doubtful, expired, failedOnce, undefined],
    ['of a doubtful kind, for the second time, ends it', doubtful, expired, doubtedOnce, 'expired'],
    ['of a doubtful kind goes on while the token is good', doubtful, ahead, doubtedOnce, undefined],
    [
      'of a doubtful kind, for the second time, ends it where an API refused the token',
      doubtful,
      { ...rejected, tokenIsGood: true },
      doubtedOnce,
      'expired',
    ],
    ['of another kind goes on after a doubtful one', offline, expired, doubtedOnce, undefined],
    [
      'for an ID Token that is refused ends it as failed',
      new AuthError('id-token-rejected', { claim: 'sub' }),
      ahead,
      undefined,
      'failed',
    ],
    [
      "of an API's own token ends nothing",
      doubtful,
      { ...expired, tokenKey: 'urn:api' },
      doubtedOnce,
      undefined,
    ],
  ])('%s', (_, error, renewal, before, reason) => {
    expect(endReason(error, renewal, before)).toBe(reason)
  })
})

describe('the pause after a failure', () => {
  afterEach(() => void vi.restoreAllMocks())
  const pauseMs = (before: Backoff | undefined, error: AnyAuthError, random: number): number => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(random)
    return nextBackoff(before, error, '', 5000).retryAt - 5000
  }

  test('is none after the first one', () => {
    expect(pauseMs(undefined, offline, 0.9)).toBe(0)
    expect(nextBackoff(undefined, offline, '', 5000)).toEqual({
      failedAt: 5000,
      retryAt: 5000,
      failures: 1,
      error: { code: 'network', details: { endpoint: 'token endpoint' } },
    })
  })

  test.each([
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [6, 60_000],
    [40, 60_000],
  ])('after %i failures and one more is from half of %i ms to all of it', (failures, atMostMs) => {
    const before = { ...failedOnce, failures }
    expect(pauseMs(before, offline, 0)).toBe(atMostMs / 2)
    expect(pauseMs(before, offline, 1)).toBe(atMostMs)
    expect(nextBackoff(before, offline, '', 5000).failures).toBe(failures + 1)
  })

  test('is there after the first doubtful answer', () => {
    expect(pauseMs(undefined, doubtful, 1)).toBe(2000)
  })

  test('is as long as the server asked for', () => {
    expect(pauseMs(undefined, busy(30_000), 0.5)).toBe(30_000)
    expect(pauseMs({ ...failedOnce, failures: 9 }, busy(0), 0.5)).toBe(0)
  })

  test('remembers a doubtful answer through failures of other kinds', () => {
    const first = nextBackoff(undefined, doubtful, '', 1)
    expect(first.doubtful).toBe(true)
    expect(nextBackoff(first, offline, '', 2).doubtful).toBe(true)
    expect(nextBackoff(failedOnce, offline, '', 2)).not.toHaveProperty('doubtful')
  })

  test('is for one token where the server refuses that one, and for all otherwise', () => {
    const refused = new AuthError('grant-refused', { error: 'invalid_target' })
    expect(nextBackoff(undefined, refused, 'urn:api', 1).tokenKey).toBe('urn:api')
    expect(nextBackoff(undefined, refused, 'urn:api', 1)).not.toHaveProperty('doubtful')
    expect(nextBackoff(undefined, offline, 'urn:api', 1)).not.toHaveProperty('tokenKey')
    expect(nextBackoff(undefined, refused, '', 1)).not.toHaveProperty('tokenKey')
  })
})

describe('a renewal during the pause', () => {
  const urgent = { ...expired, urgent: true }
  const pause: Backoff = { failedAt: 1000, retryAt: 2000, failures: 2, error: offline }
  const outcome = (backoff: Backoff | undefined, renewal: AttemptedRenewal, now: number): unknown => {
    try {
      heedBackoff(backoff, renewal, now)
      return 'is tried'
    } catch (error) {
      return { code: (error as AuthError).code, details: (error as AuthError).details }
    }
  }
  const same = { code: 'network', details: { endpoint: 'token endpoint' } }
  const asked = busy(1000)

  test.each<[string, Backoff | undefined, AttemptedRenewal, number, unknown]>([
    ['is tried where nothing failed', undefined, expired, 1500, 'is tried'],
    ['fails as the last one did', pause, expired, 1500, same],
    ['fails as the last one did at its first moment', pause, expired, 1000, same],
    ['is tried once it is over', pause, expired, 2000, 'is tried'],
    ['is tried where the clock was set back since', pause, expired, 999, 'is tried'],
    ['is tried at once where the page is online again', pause, urgent, 1500, 'is tried'],
    [
      'fails, online again or not, where the server asked for the pause',
      { ...pause, error: asked },
      urgent,
      1500,
      { code: asked.code, details: asked.details },
    ],
    [
      'fails, online again or not, where the last answer was doubtful',
      { ...pause, error: doubtful },
      urgent,
      1500,
      { code: doubtful.code, details: doubtful.details },
    ],
    [
      'is tried after the pause that the server asked for',
      { ...pause, error: asked },
      urgent,
      2000,
      'is tried',
    ],
    ['is tried where the pause is for another token', { ...pause, tokenKey: 'x' }, expired, 1500, 'is tried'],
    [
      'fails where the pause is for this very token',
      { ...pause, tokenKey: 'x' },
      { ...expired, tokenKey: 'x' },
      1500,
      same,
    ],
    ['fails for each token where the pause is for all', pause, { ...expired, tokenKey: 'x' }, 1500, same],
    [
      'fails where another renewal failed while this one waited, pause or not',
      pause,
      { ...urgent, askedAt: 999 },
      2500,
      same,
    ],
  ])('%s', (_, backoff, renewal, now, expected) => {
    expect(outcome(backoff, renewal, now)).toEqual(expected)
  })
})
