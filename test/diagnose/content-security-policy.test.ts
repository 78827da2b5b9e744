// @vitest-environment node
import { expect, test } from 'vitest'
import { policyAllows } from '../../src/diagnose/content-security-policy.js'

const self = 'https://app.example/'

test.each([
  ['', 'https://login.example/', true],
  ["default-src 'self'", 'https://login.example/', false],
  ["default-src 'none'; connect-src *", 'https://login.example/', true],
  ["default-src 'none'; connect-src 'self'", 'https://app.example/api', true],
  ['connect-src https:', 'https://login.example/', true],
  ['connect-src login.example', 'https://login.example/', true],
  ['connect-src https://login.example', 'https://login.example:8443/', false],
  ['connect-src https://login.example:*', 'https://login.example:8443/', true],
  ['connect-src https://login.example:443', 'https://login.example/', true],
  ['connect-src http://localhost:4000', 'http://localhost:4000/oidc', true],
  ['connect-src http://localhost:4000', 'http://localhost:4001/oidc', false],
  ['connect-src *.example', 'https://login.example/', true],
  ['connect-src *.login.example', 'https://login.example/', false],
  ['connect-src https://login.example/oauth/', 'https://login.example/oauth/token', true],
  ['connect-src https://login.example/oauth', 'https://login.example/oauth/token', false],
  ["CONNECT-SRC 'none'; connect-src *", 'https://login.example/', false],
])('%j, and a request to %s: %s', (policy, url, expected) => {
  expect(policyAllows(policy, 'connect-src', url, self)).toBe(expected)
})

test('a frame is looked up in frame-src, then in child-src; a form in form-action alone', () => {
  expect(policyAllows("child-src 'none'; default-src *", 'frame-src', self, self)).toBe(false)
  expect(policyAllows("default-src 'none'", 'form-action', self, self)).toBe(true)
})
