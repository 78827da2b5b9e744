// The quick start, and a question to the server whether it still knows the person. Bundled by
// scripts/size.mjs.

import { createClient } from 'hallpass'
import { restoreSilently } from 'hallpass/silent'

const auth = createClient({
  issuer: 'https://login.example.com',
  clientId: 'my-spa',
  scope: 'openid profile offline_access',
  apis: ['https://api.example.com'],
})

void restoreSilently(auth).then(async (session) => {
  if (session.status === 'signed-in') {
    const answer = await auth.fetch('https://api.example.com/orders')
    document.body.textContent = `${session.user.name}: ${await answer.text()}`
    document.body.onclick = () => auth.logout()
  } else {
    document.body.onclick = () => auth.login()
  }
})
