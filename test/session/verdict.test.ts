import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { AnyAuthError } from '../../src/errors.js'
import { refresh } from '../../src/protocol/grants.js'
import { judgeRenewal, type Verdict } from '../../src/protocol/judge-renewal.js'
import { createTestClock } from '../../src/testing/index.js'

/** The error that a renewal fails with when the token endpoint answers so. */
async function errorOf(answer: () => Response | Promise<Response>): Promise<AnyAuthError> {
  const server = { issuer: 'https://login.example', token_endpoint: 'https://login.example/token' }
  const network = { fetch: async () => answer(), clock: createTestClock(), timeoutMs: 10_000 }
  const grant = {
    server: { ...server, authorization_endpoint: 'https://login.example/' },
    clientId: 'app',
    network,
  }
  return refresh(grant, { refreshToken: 'secret', claims: { sub: 'ada' }, scope: [] }, {}).then(
    () => expect.unreachable('the renewal succeeded'),
    (error) => error,
  )
}

const json = (body: unknown, status: number) => () => Response.json(body, { status })
const word = (error: string, status = 400) => json({ error }, status)
const text = (body: string, status: number) => () => new Response(body || null, { status })

/**
 * What the table in docs/guides/sessions-and-tabs.md calls an answer; the answers; for the login's own token,
 * and for an API's.
 */
const table: readonly [string, readonly (() => Response)[], Verdict, Verdict][] = [
  [
    '`invalid_grant`, `invalid_token`, `expired_token`, `login_required`, `account_selection_required`',
    [
      ...[
        'invalid_grant',
        'invalid_token',
        'expired_token',
        'login_required',
        'account_selection_required',
      ].flatMap((error) => [word(error), word(error, 401), word(error, 403), word(error, 200)]),
    ],
    'ended',
    'ended',
  ],
  [
    '`interaction_required`, `consent_required`, `unmet_authentication_requirements`',
    [word('interaction_required'), word('consent_required', 403), word('unmet_authentication_requirements')],
    'ended',
    'token-refused',
  ],
  [
    '`access_denied`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, ' +
      '`invalid_target`, `invalid_resource`, `invalid_authorization_details`, `invalid_dpop_proof`',
    [
      ...['access_denied', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope'].map((error) =>
        word(error),
      ),
      ...['invalid_target', 'invalid_resource', 'invalid_authorization_details'].map((error) => word(error)),
      word('invalid_dpop_proof'),
      word('access_denied', 403),
      word('unauthorized_client', 403),
    ],
    'doubtful',
    'token-refused',
  ],
  [
    'HTTP 400 or 401 with `invalid_request`, with any other `error`, or without one',
    [
      word('invalid_request'),
      word('invalid_request', 401),
      word('bad_refresh_token', 200),
      word('Unauthorized', 401),
      word(''),
      json({ error: { message: 'expired' } }, 400),
      json({}, 400),
      text('', 400),
      text('', 401),
    ],
    'doubtful',
    'token-refused',
  ],
  ['`invalid_client`', [word('invalid_client', 401), word('invalid_client')], 'goes-on', 'goes-on'],
  [
    '`server_error`, `temporarily_unavailable`, `slow_down`',
    [word('server_error'), word('temporarily_unavailable'), word('slow_down')],
    'goes-on',
    'goes-on',
  ],
  [
    'any other 4xx, such as 403 or 404, with none of the words above',
    [word('invalid_request', 403), word('Not Found', 404), json({}, 403), text('', 404), text('', 410)],
    'goes-on',
    'goes-on',
  ],
  [
    'HTTP 408, 429 or 5xx, whatever is in it',
    [...[408, 429, 500, 502, 503].flatMap((status) => [word('invalid_grant', status), text('', status)])],
    'goes-on',
    'goes-on',
  ],
  [
    'HTML, text or a redirect, with any status; half an answer; no answer',
    [
      text('<html>Pay here', 200),
      text('<html>Pay here', 400),
      text('invalid_grant', 401),
      text('{"error":"invalid_gr', 400),
      text('', 200),
      json([], 400),
      json({ access_token: 'only' }, 200),
      () => new Response(null, { status: 302, headers: { location: '/elsewhere' } }),
      () => {
        throw new TypeError('Failed to fetch')
      },
    ],
    'goes-on',
    'goes-on',
  ],
]

test.each(
  table.flatMap(([name, answers, own, api]) =>
    answers.map((answer, at) => [name, at, answer, own, api] as const),
  ),
)('%s (answer %i) is judged as the table says', async (_, __, answer, own, api) => {
  const error = await errorOf(answer)
  expect([judgeRenewal(error, true), judgeRenewal(error, false)], JSON.stringify(error.details)).toEqual([
    own,
    api,
  ])
})

const saidOf: Readonly<Record<Verdict, string>> = {
  ended: 'ends',
  doubtful: 'ends at the second such answer',
  'token-refused': 'goes on, without this token',
  'goes-on': 'goes on',
}

test('the table in the guide says the same', async () => {
  const guide = await readFile('docs/guides/sessions-and-tabs.md', 'utf8')
  const rows = [...guide.matchAll(/^\| (.+) \| (ends.*|goes on.*) \| (ends.*|goes on.*) \|$/gm)].map((row) =>
    // Prettier pads the cells of a table.
    row.slice(1).map((cell) => cell.trim()),
  )
  expect(rows).toEqual(table.map(([name, , own, api]) => [name, saidOf[own], saidOf[api]]))
})

test.each([
  [{ code: 'id-token-rejected', details: { claim: 'sub' } }, 'ended', 'ended'],
  [{ code: 'dpop-key-lost', details: {} }, 'ended', 'ended'],
  [{ code: 'dpop-nonce-refused', details: { url: '', reason: 'hidden' } }, 'doubtful', 'token-refused'],
  [{ code: 'configuration', details: { option: 'dpop' } }, 'goes-on', 'token-refused'],
  [{ code: 'storage', details: { area: 'browser' } }, 'goes-on', 'goes-on'],
] as const)('what this page finds out itself: $0.code is judged, too', (error, own, api) => {
  expect([judgeRenewal(error, true), judgeRenewal(error, false)]).toEqual([own, api])
})
