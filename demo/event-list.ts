import type { ClientEvent, SignedOutReason } from 'hallpass'
import { element } from './element.js'

const shown = 40

const endings: Readonly<Record<SignedOutReason, string>> = {
  never: 'No session was found here.',
  logout: 'Signed out on this page.',
  'other-tab': 'Signed out in another tab.',
  expired: 'The session has expired.',
  revoked: 'The server has ended the session.',
  failed: 'Signing in has failed.',
}

/**
 * Puts what happened to the session on top of the list. Events hold no tokens: they may be shown, and logged.
 */
export function listEvent<User>(event: ClientEvent<User>): void {
  const item = document.createElement('li')
  item.dataset.type = event.type
  item.append(
    part('time', new Date().toLocaleTimeString()),
    part('code', event.type),
    part('span', explain(event)),
  )
  const list = element('events')
  list.prepend(item)
  while (list.childElementCount > shown) list.lastElementChild?.remove()
}

function explain<User>(event: ClientEvent<User>): string {
  switch (event.type) {
    case 'restored':
      return 'A session was remembered. No request was needed.'
    case 'login-started':
      return 'This page leaves for the authorization server.'
    case 'login-abandoned':
      return 'Back without an answer: nothing was lost.'
    case 'tokens-arrived':
      return {
        login: 'The code was exchanged for tokens.',
        renewal: 'The access token was renewed, and the refresh token rotated.',
        'other-tab': 'Another tab got new tokens and shares them.',
      }[event.from]
    case 'ended':
    case 'nobody-signed-in':
      return event.error?.message ?? endings[event.reason]
    case 'login-failed':
    case 'renewal-failed':
    case 'warning':
      return event.error.message
  }
}

function part(name: 'time' | 'code' | 'span', text: string): HTMLElement {
  const child = document.createElement(name)
  child.textContent = text
  return child
}
