import { createClient } from 'hallpass'

const auth = createClient({
  issuer: process.env.ISSUER,
  clientId: 'spa',
  scope: 'openid profile offline_access',
  apis: [{ url: 'http://localhost:4001/api', resource: 'http://localhost:4001/api' }],
})

const main = document.querySelector('main')
main.innerHTML = '<h1></h1><button></button> <button>Load</button> <output></output>'
const [heading, button, load, output] = main.children

load.onclick = async () => {
  const response = await auth.fetch('http://localhost:4001/api/me')
  output.textContent = `API: ${(await response.json()).sub}`
}
auth.session.subscribe((session) => {
  const isSignedIn = session.status === 'signed-in'
  heading.textContent = isSignedIn ? `Hello ${session.user.name}` : 'Nobody'
  button.textContent = isSignedIn ? 'Sign out' : 'Sign in'
  button.onclick = () => (isSignedIn ? auth.logout() : auth.login())
  load.hidden = !isSignedIn
})
auth.start()
