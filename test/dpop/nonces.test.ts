// @vitest-environment node

import { expect, test } from 'vitest'
import { createNonces } from '../../src/dpop/nonces.js'
import type { TextStore } from '../../src/effects/effects.js'
import type { ProvenRequest } from '../../src/protocol/dpop-prover.js'

function createStore(
  values = new Map<string, string>(),
): TextStore & { readonly values: Map<string, string> } {
  return {
    values,
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    delete: (key) => void values.delete(key),
  }
}

const to = (url: string, role: ProvenRequest['role'] = 'api'): ProvenRequest => ({ role, method: 'GET', url })
const store = createStore()
const nonces = createNonces(store, 'client')
nonces.set(to('https://a.example/x?y'), 'n-a')

test.each([
  ['another path of the same server', to('https://a.example/z'), 'n-a'],
  ['its default port', to('https://a.example:443/'), 'n-a'],
  ['the same origin in another role', to('https://a.example/', 'authorization-server'), undefined],
  ['another port', to('https://a.example:8443/'), undefined],
  ['another scheme', to('http://a.example/'), undefined],
  ['a subdomain', to('https://b.a.example/'), undefined],
  ['another server', to('https://b.example/'), undefined],
])('a nonce of one server, at %s', (_where, request, nonce) => {
  expect(nonces.get(request)).toBe(nonce)
})

test('another tab and the next page have it at once, and the newest', () => {
  const other = createNonces(store, 'client')
  expect(other.get(to('https://a.example/'))).toBe('n-a')
  other.set(to('https://a.example/'), 'n-b')
  expect(nonces.get(to('https://a.example/'))).toBe('n-b')
})

test('another client has none of it', () => {
  expect(createNonces(store, 'client 2').get(to('https://a.example/'))).toBeUndefined()
})

test.each([
  ['empty', ''],
  ['two in one', 'one, two'],
  ['a quote', 'a"b'],
  ['a backslash', 'a\\b'],
  ['not ASCII', 'nönce'],
  ['endless', 'x'.repeat(2000)],
])('what is no nonce is not kept: %s', (_what, nonce) => {
  const nonces = createNonces(createStore(), 'client')
  nonces.set(to('https://a.example/'), 'good')
  nonces.set(to('https://a.example/'), nonce)
  expect(nonces.get(to('https://a.example/'))).toBe('good')
})

test.each([
  '',
  'null',
  '[]',
  '1',
  '"x"',
  '{"api https://a.example":1}',
  '{"__proto__":{"api https://a.example":"n"}}',
  '{"api',
])('a store that says %s says nothing', (text) => {
  const nonces = createNonces(createStore(new Map([['client dpop-nonces', text]])), 'client')
  expect(nonces.get(to('https://a.example/'))).toBeUndefined()
  nonces.set(to('https://a.example/'), 'n')
  expect(nonces.get(to('https://a.example/'))).toBe('n')
})

test('a store that refuses everything costs the other tabs their nonces, and nothing here', () => {
  const refuse = (): never => {
    throw new DOMException('blocked', 'SecurityError')
  }
  const nonces = createNonces({ get: refuse, set: refuse, delete: refuse }, 'client')
  nonces.set(to('https://a.example/'), 'n')
  expect(nonces.get(to('https://a.example/'))).toBe('n')
  nonces.clear()
  expect(nonces.get(to('https://a.example/'))).toBeUndefined()
})

test('nothing is written that is there already', () => {
  const store = createStore()
  const nonces = createNonces(store, 'client')
  nonces.set(to('https://a.example/'), 'n')
  store.values.set('client dpop-nonces', `${store.values.get('client dpop-nonces')} `)
  const before = store.values.get('client dpop-nonces')
  nonces.set(to('https://a.example/'), 'n')
  expect(store.values.get('client dpop-nonces')).toBe(before)
})
