import { expect, test } from 'vitest'
import { AuthError } from '../../src/errors.js'

/** An error made by a script of this URL. */
function errorOf(url: string): AuthError {
  const make = new Function(
    'AuthError',
    `return new AuthError('popup-blocked', {}, 'blocked')\n//# sourceURL=${url}`,
  )
  return make(AuthError)
}

test.each([
  ['?code=secret&state=other', ''],
  ['?iss=https%3A%2F%2Fa.example&state=other&code=secret', ''],
  ['#access_token=secret&id_token=other', ''],
  ['?id_token=secret', ''],
  ['?t=1732600000', '?t=1732600000'],
  ['?country_code_of=secret', '?country_code_of=secret'],
])('the stack names a script of /inbox%s without what an answer to a login carries', (query, left) => {
  expect(errorOf(`https://app.example/inbox${query}`).stack).toMatch(
    new RegExp(`https://app\\.example/inbox${left.replace('?', '\\?')}:\\d+:\\d+`),
  )
})
