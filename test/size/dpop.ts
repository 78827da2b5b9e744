// The quick start with tokens that are bound to a key. Bundled by scripts/size.mjs.

import { createClient } from 'hallpass'
import { dpop } from 'hallpass/dpop'

const auth = createClient({
  issuer: 'https://login.example.com',
  clientId: 'my-spa',
  scope: 'openid profile offline_access',
  apis: ['https://api.example.com'],
  dpop: dpop(),
})

void auth.start().then(async (session) => {
  if (session.status === 'signed-in') {
    const answer = await auth.fetch('https://api.example.com/orders')
    document.body.textContent = `${session.user.name}: ${await answer.text()}`
    document.body.onclick = () => auth.logout()
  } else {
    document.body.onclick = () => auth.login()
  }
})
