// @vitest-environment node

import { afterEach, describe, expect, test } from 'vitest'
import { ownerOf } from '../../src/session/owner.js'
import { compareRecords, isSameLogin, readRecord, type SessionRecord } from '../../src/session/record.js'

const token = { value: 'a', scope: ['read'], receivedAt: 5, expiresInMs: 9 }
const record = {
  afterSignOut: 1,
  loginAt: 10.5,
  renewals: 2,
  renewable: true,
  claims: { sub: 'ada', name: 'Ada' },
  tokens: { '': token, 'urn:b': { value: 'b', scope: [], receivedAt: 6 } },
}
const optional = {
  requestedScope: 'openid',
  refreshToken: 'r',
  idToken: 'i',
  jkt: 'j',
  fromCookie: true,
  backoff: { failedAt: 1, retryAt: 2, failures: 1, error: { code: 'network', details: { endpoint: 'x' } } },
}

const order = (afterSignOut: number, loginAt: number, renewals: number) => ({
  afterSignOut,
  loginAt,
  renewals,
})

describe('the order of two records', () => {
  test.each([
    ['a sign-out between them counts first', order(1, 2, 3), order(2, 1, 1)],
    ['the later login counts next', order(1, 1, 3), order(1, 2, 1)],
    ['of one login the record that was renewed more often is newer', order(1, 1, 1), order(1, 1, 2)],
  ])('%s', (_, older, newer) => {
    expect(compareRecords(older, newer)).toBeLessThan(0)
    expect(compareRecords(newer, older)).toBeGreaterThan(0)
    expect(compareRecords(older, { ...older })).toBe(0)
  })

  test('two records are of the same login however often it was renewed', () => {
    expect(isSameLogin(order(1, 1, 1), order(1, 1, 5))).toBe(true)
    expect(isSameLogin(order(1, 1, 1), order(1, 2, 1))).toBe(false)
    expect(isSameLogin(order(1, 1, 1), order(2, 1, 1))).toBe(false)
  })
})

describe('the person of a record', () => {
  const of = (claims: object, loginAt: number): string =>
    ownerOf({ ...record, claims, loginAt } as SessionRecord)

  test('is the one that its claims name, in each login', () => {
    expect(of({ sub: 'ada' }, 1)).toBe(of({ sub: 'ada' }, 2))
    expect(of({ sub: 'ada' }, 1)).not.toBe(of({ sub: 'grace' }, 1))
  })

  test('is another one in each login where no claim names a person', () => {
    expect(of({}, 1)).toBe(of({}, 1))
    expect(of({}, 1)).not.toBe(of({}, 2))
  })
})

describe('what is read from storage', () => {
  afterEach(() => {
    for (const name of ['refreshToken', 'afterSignOut', 'sub', 'expiresInMs', 'afterRejection', 'doubtful'])
      delete (Object.prototype as Record<string, unknown>)[name]
  })

  test('is a record with all that was written, and nothing else', () => {
    expect(readRecord(record)).toEqual(record)
    expect(readRecord({ ...record, ...optional, another: 1 })).toEqual({ ...record, ...optional })
  })

  test('is a record of a person without an identifier, of one without tokens, and of one session without renewal', () => {
    const other = { ...record, claims: {}, tokens: {}, renewable: false }
    expect(readRecord(other)).toEqual(other)
  })

  test.each([
    ['no object', undefined],
    ['null', null],
    ['a text', 'x'],
    ['an array', Object.assign([], record)],
    ['a function', Object.assign(() => {}, record)],
    ['an order that is a text', { ...record, loginAt: '10' }],
    ['no number of the sign-out', { ...record, afterSignOut: undefined }],
    ['no number of renewals', { ...record, renewals: Number.NaN }],
    ['nothing about whether it can be renewed', { ...record, renewable: 1 }],
    ['no claims', { ...record, claims: undefined }],
    ['claims that are a list', { ...record, claims: [] }],
    ['an identifier that is a number', { ...record, claims: { sub: 5 } }],
    ['an identifier that is null', { ...record, claims: { sub: null } }],
    ['no tokens', { ...record, tokens: undefined }],
    ['tokens that are a list', { ...record, tokens: [] }],
    ['one token of two that is none', { ...record, tokens: { '': token, b: 'b' } }],
    ['a token without a value', { ...record, tokens: { '': { ...token, value: 1 } } }],
    ['a token whose scope is a text', { ...record, tokens: { '': { ...token, scope: 'read' } } }],
    ['a token without the time of its arrival', { ...record, tokens: { '': { ...token, receivedAt: '5' } } }],
    ['a token that lives for a text', { ...record, tokens: { '': { ...token, expiresInMs: '9' } } }],
    ['a token that is null', { ...record, tokens: { '': null } }],
    ['a token that is a list', { ...record, tokens: { '': Object.assign([], token) } }],
  ])('is no record where it is or has %s', (_, stored) => {
    expect(readRecord(stored)).toBeUndefined()
  })

  test.each([
    ['requestedScope', 5],
    ['refreshToken', 5],
    ['refreshToken', { toString: () => 'r' }],
    ['idToken', null],
    ['jkt', ['j']],
    ['fromCookie', false],
    ['fromCookie', 'true'],
    ['backoff', 'soon'],
    ['backoff', []],
    ['backoff', { failedAt: 1 }],
    ['backoff', { failedAt: 1, error: 'x' }],
    ['backoff', { failedAt: 1, error: { code: 'network' } }],
    ['backoff', { failedAt: 1, error: { code: 'network', details: 'x' } }],
  ])('is a record without its %s where that is %j', (name, value) => {
    expect(readRecord({ ...record, [name]: value })).toEqual(record)
  })

  test('takes nothing from what another script has put on all objects', () => {
    Object.assign(Object.prototype, {
      refreshToken: 'evil',
      afterSignOut: 1e15,
      sub: 5,
      expiresInMs: 1,
      afterRejection: true,
      doubtful: true,
    })
    const { afterSignOut: _, ...unfinished } = record
    expect(readRecord(unfinished)).toBeUndefined()
    const read = readRecord({ ...record, claims: {}, backoff: optional.backoff })
    expect(read?.refreshToken).toBeUndefined()
    expect(read?.tokens['urn:b']?.expiresInMs).toBeUndefined()
    expect(read?.tokens['']?.afterRejection).toBeUndefined()
    expect(read?.backoff?.doubtful).toBeUndefined()
    expect(read?.tokens.refreshToken).toBeUndefined()
  })
})
