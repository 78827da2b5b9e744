import type { ClientEvent, SignedOutReason } from 'hallpass'
import type { Level } from './log.js'

const endings: Readonly<Record<SignedOutReason, string>> = {
  never: 'Nobody was signed in.',
  logout: 'The person signed out on this page.',
  'other-tab': 'The person signed out in another tab.',
  expired: 'The session has expired and could not be renewed.',
  revoked: 'The server ended the session.',
  failed: 'The login or the session failed.',
}

/** An event in plain words, and how good it is. Errors of this library contain no secret. */
export function describeEvent<User>(event: ClientEvent<User>): {
  readonly level: Level
  readonly text: string
} {
  switch (event.type) {
    case 'restored':
      return { level: 'good', text: 'A stored session was restored. No request was needed.' }
    case 'login-started':
      return {
        level: 'plain',
        text:
          event.via === 'popup'
            ? 'A login started in a window of its own.'
            : 'A login started: the page leaves for the authorization server.',
      }
    case 'login-abandoned':
      return { level: 'notice', text: 'The person came back without an answer of the authorization server.' }
    case 'tokens-arrived':
      return {
        level: 'good',
        text: {
          login: 'The login succeeded: tokens arrived.',
          renewal: 'The access token was renewed.',
          'other-tab': 'Another tab got new tokens, and this tab uses them.',
        }[event.from],
      }
    case 'nobody-signed-in':
    case 'ended': {
      const { error, reason } = event
      const text = error ? `${endings[reason]} ${error.code}: ${error.message}` : endings[reason]
      const isExpected = reason === 'never' || reason === 'logout' || reason === 'other-tab'
      return { level: isExpected && !error ? 'plain' : 'problem', text }
    }
    case 'warning':
      return { level: 'notice', text: `${event.error.code}: ${event.error.message}` }
    case 'login-failed':
    case 'renewal-failed':
      return { level: 'problem', text: `${event.error.code}: ${event.error.message}` }
  }
}
