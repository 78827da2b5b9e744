import { build } from '../elements/build.js'
import { claimsTable } from './claims-table.js'
import { decodeJwt } from './decode-jwt.js'
import type { PanelView } from './panel-view.js'
import { code, empty, facts, note, secret, section } from './parts.js'

/** The ID Token, taken apart; without one, the claims that the session has. */
export function idTokenTab(view: PanelView): readonly HTMLElement[] {
  const { context } = view.watched.inside
  const record = view.slow?.record ?? context.current.record()
  const now = context.effects.clock.now()
  if (!record || !context.current.record()) return [empty('There is no ID Token while nobody is signed in.')]
  const decoded = record.idToken === undefined ? undefined : decodeJwt(record.idToken)
  if (record.idToken === undefined || !decoded) {
    return [
      section(
        'Claims of the session',
        undefined,
        claimsTable('payload', record.claims, now),
        note(
          'This page has no ID Token: the server sent none (is openid among the scopes?), or a server part ' +
            'keeps it.',
        ),
      ),
    ]
  }
  const { header, payload, signature } = decoded
  return [
    section(
      'Payload',
      build('span', { class: 'count' }, 'who signed in'),
      claimsTable('payload', payload, now),
    ),
    section(
      'Header',
      build('span', { class: 'count' }, 'how it is signed'),
      claimsTable('header', header, now),
    ),
    section(
      'Signature',
      undefined,
      facts([
        ['Algorithm', code(String(header.alg))],
        ['Length', `${signature.length} characters of base64url`],
        [
          'Checked?',
          'Not by this page. The token came over TLS from the token endpoint itself, which OpenID Connect ' +
            'Core, section 3.1.3.7, accepts in its place. An API has to check signatures.',
        ],
      ]),
    ),
    section(
      'Raw ID Token',
      undefined,
      secret('ID Token', 'ID Token', record.idToken, view.isRevealed('ID Token')),
      note('It says who signed in, and is for this app alone: never send it to an API.'),
    ),
  ]
}
