import { type Claims, isAuthError, type LoginOptions, type Session } from 'hallpass'
import { auth } from './auth.js'
import { element } from './element.js'
import { showLifetime } from './lifetime.js'
import { protectedApi } from './protected-api.js'

function render(session: Session<Claims>): void {
  document.body.dataset.status = session.status
  element('status').textContent = describe(session)
  if (session.status === 'signed-in') {
    const { sub = '', name = sub, email = '' } = session.user
    element('initials').textContent = initials(name)
    element('email').textContent = email
    element('trouble').textContent = session.trouble?.message ?? ''
    showLifetime(session.expiresAt)
  } else {
    element('answer').textContent = ''
    element('trouble').textContent = (session.status === 'signed-out' && session.error?.message) || ''
    showLifetime(undefined)
  }
}

function describe(session: Session<Claims>): string {
  switch (session.status) {
    case 'loading':
      return 'One moment…'
    case 'signing-in':
      return 'On the way to the authorization server…'
    case 'signed-in':
      return `Signed in as ${session.user.name ?? session.user.sub}`
    case 'signed-out':
      return {
        never: 'Nobody is signed in',
        logout: 'You signed out',
        'other-tab': 'You signed out in another tab',
        expired: 'Your session has expired',
        revoked: 'Your session was ended by the server',
        failed: 'That did not work',
      }[session.reason]
  }
}

async function callApi(url: string): Promise<void> {
  element('allow').hidden = true
  element('trouble').textContent = ''
  element('answer').textContent = ''
  const response = await auth.fetch(url)
  const body = response.ok ? await response.json() : response.headers.get('www-authenticate')
  element('answer').textContent =
    `${response.status} ${response.statusText}\n${JSON.stringify(body, undefined, 2)}`
}

/** Developers use this demo, so it shows the message itself. An app for people shows `messageFor(error)`. */
function report(error: unknown): void {
  element('trouble').textContent = isAuthError(error) ? error.message : String(error)
  if (isAuthError(error, 'step-up-required')) offerToSignInFor(error.details)
}

/** The API wants a token that is good for more: the person decides, and the page comes back with one. */
function offerToSignInFor(more: LoginOptions): void {
  element('allow').hidden = false
  element('allow').onclick = () => auth.login(more).catch(report)
}

function initials(name: string): string {
  return name.replace(/(\S)\S*\s*/g, '$1').slice(0, 2)
}

element('sign-in').onclick = () => auth.login().catch(report)
element('sign-out').onclick = () => auth.logout().catch(report)
element('call').onclick = () => callApi(protectedApi.me).catch(report)
element('endpoint').textContent = `GET ${protectedApi.me}`

const { items } = protectedApi
if (items !== undefined) {
  element('more').hidden = false
  element('items-endpoint').textContent = `GET ${items}`
  element('items').onclick = () => callApi(items).catch(report)
}

auth.session.subscribe(render)
await auth.start()
