import { createClient, messageFor } from 'hallpass'

const auth = createClient({
  issuer: `${location.origin}/oidc`,
  clientId: 'spa',
  redirectUri: `${location.origin}/`,
  scope: 'openid profile offline_access',
})

const button = document.body.appendChild(document.createElement('button'))
const problem = document.body.appendChild(document.createElement('p'))
const text = document.body.appendChild(document.createElement('pre'))

auth.session.subscribe((session) => {
  const isSignedIn = session.status === 'signed-in'
  text.textContent = JSON.stringify(session, null, 2)
  button.textContent = isSignedIn ? `Sign out ${session.user.name}` : 'Sign in'
  button.onclick = () => (isSignedIn ? auth.logout() : auth.login())
  problem.textContent = session.status === 'signed-out' ? (messageFor(session.error) ?? '') : ''
})
auth.start()
